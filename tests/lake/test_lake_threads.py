"""Threads of one driver that write at once lose nothing, on files and on a real S3 server."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pyspark.sql import DataFrame, SparkSession

from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.tables import TOPICS

WRITERS, ROUNDS = 2, 2


@pytest.fixture(params=["path", "s3a"])
def lake(request: pytest.FixtureRequest, spark: SparkSession, tmp_path: Path) -> Lake:
    home = str(tmp_path) if request.param == "path" else request.getfixturevalue("bucket")
    return Lake(spark, Root(f"{home}/lake"), run_id="run-1")


def test_threads_that_append_and_merge_lose_nothing(lake: Lake, frame: Callable[..., DataFrame]):
    """Half of the writers merge through the lake; the others append behind its back."""
    lake.create(TOPICS)

    def merge(writer: int) -> None:
        for n in range(ROUNDS):
            shared = {"topic_id": 0, "title": f"{writer}-{n}"}
            own = {"topic_id": 100 * (writer + 1) + n, "title": "merged"}
            lake.merge(frame(TOPICS, shared, own), TOPICS)

    def append(writer: int) -> None:
        for n in range(ROUNDS):
            rows = frame(TOPICS, {"topic_id": -100 * (writer + 1) - n, "title": "appended"})
            rows.writeTo(lake.name_of(TOPICS)).append()

    with ThreadPoolExecutor(2 * WRITERS) as pool:
        done = [pool.submit(task, w) for w in range(WRITERS) for task in (merge, append)]
    for task in done:
        task.result()

    found = {row["topic_id"]: row["title"] for row in lake.read(TOPICS).collect()}
    own = {
        sign * (100 * (w + 1) + n)
        for w in range(WRITERS)
        for n in range(ROUNDS)
        for sign in (1, -1)
    }
    assert set(found) == {0, *own}
    assert lake.read(TOPICS).count() == len(found)
    history = lake.spark.sql(f"DESCRIBE HISTORY {lake.name_of(TOPICS)}").collect()
    assert len(history) == 1 + 2 * WRITERS * ROUNDS  # the first made the table
    assert {row["userMetadata"] for row in history if row["operation"] == "MERGE"} == {"run-1"}
