import json
import logging
import time

import pytest
from pyspark.sql import functions as F
from rich.console import Console

from voxlake import logs, progress


@pytest.fixture
def slow(spark):
    """Two tasks of half a second and more."""
    asleep = F.udf(lambda n: time.sleep(0.3) or n, "long")
    return spark.range(4, numPartitions=4).select(asleep("id").alias("id"))


def test_where_nobody_looks_tasks_are_logged_with_the_job_that_runs(
    spark, slow, monkeypatch, capsys
):
    monkeypatch.setattr(progress, "_LOG_SECONDS", 0.1)
    monkeypatch.setattr(logging.root, "handlers", [])
    monkeypatch.setattr(logging.getLogger("voxlake"), "level", logging.INFO)
    logs.set_up("info")

    with logs.fields(job="embed_texts"), progress.bar(spark, Console(), "embed_texts"):
        slow.collect()

    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if "tasks" in line]
    assert {line["job"] for line in lines} == {"embed_texts"}
    assert all(line["message"].endswith("of 4 tasks are done") for line in lines)


def test_where_a_terminal_is_there_is_a_bar_and_no_log(spark, slow, monkeypatch, caplog):
    monkeypatch.setattr(progress, "_LOG_SECONDS", 0.1)
    console = Console(force_terminal=True, record=True)

    with caplog.at_level("INFO", "voxlake"), progress.bar(spark, console, "embed_texts"):
        slow.collect()

    assert not caplog.messages
    assert "embed_texts" in console.export_text()
