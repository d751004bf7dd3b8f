"""How the rows of tables lie in files, on files and on a real S3 server."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.lake.lake import Lake, layout
from voxlake.lake.place import Layout, Root
from voxlake.tables import POST_SENTIMENT, USER_VALUE

JAN_1, JAN_2, JAN_3 = date(2024, 1, 1), date(2024, 1, 2), date(2024, 1, 3)
SPARSE = Days.of(JAN_1 + timedelta(days=3 * n) for n in range(273))


def sentiment(frame, *days, score=0.0):
    rows = ({"post_id": f"p{day}", "post_date": day, "score": score} for day in days)
    return frame(POST_SENTIMENT, *rows)


def told(lake):
    rows = lake.read(POST_SENTIMENT).select("post_id", "post_date", "score").collect()
    return sorted(map(tuple, rows))


def requests(spark, home):
    """Requests to S3 of this process for the bucket so far; none for a folder."""
    if not home.startswith("s3a:"):
        return 0
    conf = spark.sparkContext._jsc.hadoopConfiguration()
    files = spark._jvm.org.apache.hadoop.fs.Path(home).getFileSystem(conf)
    return files.getIOStatistics().counters().get("store_io_request")


@pytest.fixture
def lake(spark, tmp_path):
    return Lake(spark, Root(str(tmp_path)), run_id="run")


@pytest.mark.parametrize("kind", ["path", "s3a"])
def test_sparse_days_lie_in_one_file_and_cost_few_requests(
    frame, tmp_path, request, kind, measured
):
    spark = request.getfixturevalue("spark")
    home = str(tmp_path) if kind == "path" else request.getfixturevalue("bucket")
    lake = Lake(spark, Root(f"{home}/lake"), run_id="run")
    begun = requests(spark, home)
    lake.replace(sentiment(frame, *SPARSE), POST_SENTIMENT, SPARSE)
    written = requests(spark, home)
    some = Days.of([SPARSE.first, SPARSE.last])
    lake.replace(sentiment(frame, *some, score=1.0), POST_SENTIMENT, some)
    replaced = requests(spark, home)

    assert lake.read(POST_SENTIMENT).where("score = 1").count() == 2
    assert lake.read(POST_SENTIMENT).count() == len(SPARSE)
    assert lake.stored(POST_SENTIMENT).file_count <= 2
    assert (written > begun) == (kind == "s3a")
    assert written - begun < 150  # a file of each day alone took three requests and more
    assert replaced - written < 200
    measured(f"273 sparse days, {kind}: {written - begun} requests, {replaced - written} for two")


def test_a_day_that_is_replaced_leaves_the_files_of_other_days(lake, frame):
    for day in (JAN_1, JAN_2, JAN_3):
        lake.replace(sentiment(frame, day), POST_SENTIMENT, Days.of([day]))
    before = set(lake.read(POST_SENTIMENT).inputFiles())

    lake.replace(sentiment(frame, JAN_2, score=1.0), POST_SENTIMENT, Days.of([JAN_2]))

    assert len(before & set(lake.read(POST_SENTIMENT).inputFiles())) == len(before) - 1 == 2
    assert len(lake.read(POST_SENTIMENT, Days.of([JAN_2])).inputFiles()) == 1


@pytest.mark.parametrize("way", ["replace", "merge"])
def test_a_table_whose_first_days_are_large_has_a_partition_a_day(spark, frame, tmp_path, way):
    lake = Lake(spark, Root(str(tmp_path)), run_id="run", layout=Layout("auto", day_rows=2))
    days = Days.of([JAN_1, JAN_2])
    rows = frame(
        POST_SENTIMENT, *({"post_id": f"p{n}", "post_date": list(days)[n % 2]} for n in range(4))
    )

    write = {"replace": lambda: lake.replace(rows, POST_SENTIMENT, days)}
    write.get(way, lambda: lake.merge(rows, POST_SENTIMENT))()

    assert lake.stored(POST_SENTIMENT).is_daily
    assert lake.read(POST_SENTIMENT).count() == 4
    lake.replace(sentiment(frame, JAN_2), POST_SENTIMENT, Days.of([JAN_2]))
    assert lake.read(POST_SENTIMENT).count() == 3


def test_a_table_can_be_stored_another_way_and_is_the_same(lake, frame):
    days = (JAN_1, JAN_2, JAN_3)
    lake.replace(sentiment(frame, *days), POST_SENTIMENT, Days.every())
    before, described = told(lake), describe(lake)

    for daily, files in ((True, 3), (False, 1)):
        lake.lay_out(POST_SENTIMENT, daily=daily)

        found = lake.stored(POST_SENTIMENT)
        assert (found.is_daily, found.file_count) == (daily, files)
        assert told(lake) == before
        lake.replace(sentiment(frame, JAN_2), POST_SENTIMENT, Days.of([JAN_2]))
        assert told(lake) == before
    assert describe(lake) == described


def describe(lake):
    """What SQL tells of the table and its columns."""
    name = lake.name_of(POST_SENTIMENT)
    columns = lake.spark.sql(f"DESCRIBE {name}").collect()
    detail = lake.spark.sql(f"DESCRIBE DETAIL {name}").collect()[0]
    return columns, detail["description"], detail["properties"]


@pytest.mark.parametrize("way", ["replace", "merge"])
def test_files_of_a_first_write_that_was_killed_are_in_nobodys_way(lake, frame, way):
    lake.replace(sentiment(frame, JAN_2), POST_SENTIMENT, Days.every())
    shutil.rmtree(Path(lake.place.path_of(POST_SENTIMENT), "_delta_log"))
    again = Lake(lake.spark, Root(lake.place.path), run_id="again")
    assert not again.exists(POST_SENTIMENT)

    rows = sentiment(frame, JAN_1)
    write = {"replace": lambda: again.replace(rows, POST_SENTIMENT, Days.of([JAN_1]))}
    write.get(way, lambda: again.merge(rows, POST_SENTIMENT))()

    assert [row[1] for row in told(again)] == [JAN_1]


def test_the_files_of_many_commits_are_gathered(lake, frame, monkeypatch):
    monkeypatch.setattr(layout, "_COMMITS", 3)

    for day in (JAN_1, JAN_2, JAN_3):
        lake.replace(sentiment(frame, day), POST_SENTIMENT, Days.of([day]))

    assert lake.stored(POST_SENTIMENT).file_count == 1
    assert [row[1] for row in told(lake)] == [JAN_1, JAN_2, JAN_3]


def test_rows_are_computed_once_to_be_checked_counted_and_written(lake, spark):
    computed = spark.sparkContext.accumulator(0)

    def count(batches):
        for batch in batches:
            computed.add(batch.num_rows)
            yield batch

    ids = spark.range(100).select(F.col("id").cast("string").alias("user_id"))
    known = {"user_id": F.col("user_id"), "as_of_date": F.lit(JAN_1)}
    rows = ids.mapInArrow(count, ids.schema).select(
        *(known.get(f.name, F.lit(None)).cast(f.dataType).alias(f.name) for f in USER_VALUE.schema)
    )
    for written in (100, 200):  # into a table that is not there, and into one that is
        with lake.recording() as record:
            lake.replace(rows, USER_VALUE, Days.of([JAN_1]))

        assert record.row_count == 100
        assert computed.value == written
