import time

import pytest
from pyspark.sql import functions as F
from rich.console import Console

from voxlake.spark import progress


@pytest.fixture
def slow(spark):
    """Two tasks of half a second and more."""
    asleep = F.udf(lambda n: time.sleep(0.3) or n, "long")
    return spark.range(4, numPartitions=4).select(asleep("id").alias("id"))


def test_in_a_file_there_are_lines_of_the_tasks_that_are_done(spark, slow, monkeypatch):
    monkeypatch.setattr(progress, "_LINE_SECONDS", 0.1)
    console = Console(force_terminal=False, record=True)

    with progress.bar(spark, console, "embed_texts"):
        slow.collect()

    lines = console.export_text().splitlines()
    assert lines
    assert all(
        line.startswith("embed_texts ") and line.endswith(" of 4 tasks are done") for line in lines
    )


def test_where_a_terminal_is_there_is_a_bar_and_no_line(spark, slow, monkeypatch):
    monkeypatch.setattr(progress, "_LINE_SECONDS", 0.1)
    console = Console(force_terminal=True, record=True)

    with progress.bar(spark, console, "embed_texts"):
        slow.collect()

    said = console.export_text()
    assert "embed_texts" in said
    assert "are done" not in said
