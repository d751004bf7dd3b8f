"""Maintenance: says first what it will free, frees that and no more, and then finds nothing."""

from __future__ import annotations

import io
import json
import os
import re
import time
from contextlib import nullcontext
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from pydantic import ValidationError
from pyspark.sql import functions as F
from rich.console import Console

from voxlake.core.days import Days
from voxlake.jobs import maintain as job
from voxlake.lake.lake import Lake
from voxlake.lake.leftovers import leftovers
from voxlake.lake.maintain import look_at, maintain
from voxlake.lake.maintenance_settings import MaintenanceSettings
from voxlake.lake.place import Catalog, Layout, Root
from voxlake.lake.stale import Pile
from voxlake.pipeline import job_named
from voxlake.run.config import Config
from voxlake.run.context import Context
from voxlake.run.maintenance import show, what_is_due
from voxlake.run.runner import Runner
from voxlake.tables import JOB_RUNS, POST_EMOTION, POST_SENTIMENT, USER_VALUE

JAN_1, JAN_2 = date(2024, 1, 1), date(2024, 1, 2)
SETTINGS = MaintenanceSettings()
TABLES = (POST_SENTIMENT, POST_EMOTION, USER_VALUE)


def posts(frame, table, day, *ids, score=0.0):
    value = {"score": score} if "score" in table.column_names else {}
    return frame(table, *({"post_id": post, "post_date": day, **value} for post in ids))


def age(lake, table, version, days):
    """Let a commit, the files that it added and what it removed be some days older."""
    folder = Path(lake.place.path_of(table))
    entry, then = folder / "_delta_log" / f"{version:020}.json", time.time() - days * 86_400
    text = re.sub(
        r'"(deletionTimestamp|createdTime)":\d+', rf'"\1":{int(then * 1000)}', entry.read_text()
    )
    entry.write_text(text)
    added = [json.loads(line)["add"]["path"] for line in text.splitlines() if '"add":' in line]
    for path in (entry, *(folder / name for name in added)):
        os.utime(path, (then, then))
    for checksum in [*entry.parent.glob("*.crc")]:
        checksum.unlink()
    lake.spark._jvm.org.apache.spark.sql.delta.DeltaLog.clearCache()


def all_files(lake):
    found = (path for path in Path(lake.place.path).rglob("*") if path.is_file())
    return {path: (path.stat().st_size, path.stat().st_mtime_ns) for path in found}


@pytest.fixture(scope="module")
def lake(spark, frame, tmp_path_factory):
    """A gathered table of three versions, the first long ago; a daily one; what kills left."""
    lake = Lake(spark, Root(str(tmp_path_factory.mktemp("lake"))), run_id="run")
    for score in (0.0, 1.0, 2.0):
        rows = posts(frame, POST_SENTIMENT, JAN_1, "p", score=score)
        lake.replace(rows, POST_SENTIMENT, Days.of([JAN_1]))
    daily = Lake(spark, lake.place, run_id="run", layout=Layout("daily"))
    for post in ("p", "q"):
        daily.merge(posts(frame, POST_EMOTION, JAN_1, post), POST_EMOTION)
    daily.merge(posts(frame, POST_EMOTION, JAN_2, "r"), POST_EMOTION)
    age(lake, POST_SENTIMENT, 0, days=40)
    age(lake, POST_SENTIMENT, 1, days=20)
    for killed in (f"{USER_VALUE.layer}/{USER_VALUE.name}/part-0.parquet", "_mlflow/tmp/m/part-0"):
        path = Path(lake.place.path, killed)
        path.parent.mkdir(parents=True)
        path.write_text("killed")
    return lake


@pytest.mark.whole
def test_what_a_dry_run_tells_is_done_once_and_keeps_recent_versions(lake, spark):
    before = all_files(lake)
    told = {due.table: due for due in what_is_due(lake, SETTINGS)}
    others = leftovers(lake)
    out = io.StringIO()
    show(Console(file=out, width=200), [*told.values()], others)

    assert all_files(lake) == before
    assert told.keys() == {POST_SENTIMENT, POST_EMOTION}
    sentiment, emotion = told[POST_SENTIMENT], told[POST_EMOTION]
    assert (sentiment.file_count, sentiment.gathers) == (1, False)
    assert (sentiment.stale.file_count, sentiment.old_log.file_count) == (1, 1)
    assert (emotion.file_count, emotion.files_after, emotion.days) == (3, 2, Days.of([JAN_1]))
    assert emotion.frees.file_count == 0
    assert [other.size.file_count for other in others] == [1, 1]

    ctx = Context(spark, lake, None, Days.every(), "run")
    job.run(ctx, SETTINGS)

    gone = {path: size for path, (size, _) in before.items() if path not in all_files(lake)}
    freed = sentiment.frees.byte_count + sum(other.size.byte_count for other in others)
    assert sum(size for path, size in gone.items() if not path.name.endswith(".crc")) == freed
    assert ctx.notes["freed"] == f"4 files of {freed / 1e6:,.1f} MB"
    assert "Would free 4 files" in out.getvalue()
    assert lake.stored(POST_EMOTION).file_count == 2
    assert lake.read(POST_EMOTION).count() == 3
    assert [lake.read(POST_SENTIMENT, version=v).first()["score"] for v in (1, 2)] == [1.0, 2.0]
    with pytest.raises(Exception, match="version 0"):
        lake.read(POST_SENTIMENT, version=0).first()

    assert not [due for due in what_is_due(lake, SETTINGS) if due.is_due]
    assert not leftovers(lake)
    versions = [lake.version(table) for table in TABLES]
    job.run(Context(spark, lake, None, Days.every(), "again"), SETTINGS)
    assert [lake.version(table) for table in TABLES] == versions


def sizes(spark, folder):
    """Bytes of the files of rows in a folder, by their names."""
    found = spark.read.format("binaryFile").load(f"{folder}/*.parquet").select("path", "length")
    return {Path(row.path).name: row.length for row in found.collect()}


@pytest.mark.parametrize("kind", ["path", "s3a", "catalog"])
def test_nothing_is_kept_where_nobody_reads_and_named_versions_are_in_any_case(
    spark, frame, tmp_path, request, kind
):
    places = {
        "path": lambda: Root(str(tmp_path)),
        "s3a": lambda: Root(f"{request.getfixturevalue('bucket')}/lake"),
        "catalog": lambda: Catalog("spark_catalog", "maintained"),
    }
    lake = Lake(spark, places[kind](), run_id="run")
    for score in (0.0, 1.0):
        rows = posts(frame, POST_SENTIMENT, JAN_1, "p", score=score)
        lake.replace(rows, POST_SENTIMENT, Days.of([JAN_1]))
    detail = spark.sql(f"DESCRIBE DETAIL {lake.name_of(POST_SENTIMENT)}").first()
    at_once = {"keep_days": 0, "log_days": 0, "no_readers": True}
    named = MaintenanceSettings(**at_once, named_paths=(detail["location"],))

    before = sizes(spark, detail["location"])
    kept = look_at(lake, POST_SENTIMENT, named)
    done = maintain(lake, POST_SENTIMENT, MaintenanceSettings(**at_once))
    after = sizes(spark, detail["location"])

    assert (kept.is_named, kept.frees.file_count) == (True, 0)
    gone = before.keys() - after.keys()
    assert gone
    assert done.stale == Pile(len(gone), sum(before[name] for name in gone))
    assert list(after) == [Path(name).name for name in lake.read(POST_SENTIMENT).inputFiles()]
    assert lake.read(POST_SENTIMENT).first()["score"] == 1.0
    assert not leftovers(lake)


@pytest.mark.whole
def test_a_gathered_table_of_several_whole_files_keeps_its_days_apart(spark, tmp_path):
    lake = Lake(spark, Root(str(tmp_path)), run_id="run")
    days = [JAN_1 + timedelta(days=n) for n in range(8)]
    for n, day in enumerate(days):  # odd days are larger, so that files by size have mixed days
        name = F.sha2(F.concat(F.lit(str(n)), F.col("id").cast("string")), 256)
        ids = spark.range(1500 + n % 2 * 300).select(name.alias("post_id"))
        known = {"post_id": F.col("post_id"), "post_date": F.lit(day)}
        rows = ids.select(
            *(
                known.get(f.name, F.lit(None)).cast(f.dataType).alias(f.name)
                for f in POST_SENTIMENT.schema
            )
        )
        lake.replace(rows, POST_SENTIMENT, Days.of([day]))
    before = lake.stored(POST_SENTIMENT).byte_count
    spark.conf.set("spark.databricks.delta.optimize.maxFileSize", before // 3 + 1)
    try:
        done = maintain(lake, POST_SENTIMENT, SETTINGS)
        again = look_at(lake, POST_SENTIMENT, SETTINGS)
    finally:
        spark.conf.unset("spark.databricks.delta.optimize.maxFileSize")

    after = lake.stored(POST_SENTIMENT).file_count
    read = [len(lake.read(POST_SENTIMENT, Days.of([day])).inputFiles()) for day in days]
    assert (done.file_count, done.files_after) == (8, 3)
    assert not again.is_due
    assert 1 < after <= 3
    assert sum(read) < len(days) + after  # only a day on each bound lies in two files
    assert lake.read(POST_SENTIMENT).count() == 4 * 1500 + 4 * 1800


@pytest.mark.whole
def test_the_job_is_in_job_runs_and_leaves_them_as_many_files_as_a_run_makes(spark, tmp_path):
    config = Config(lake={"root": str(tmp_path)})
    lake = Lake(spark, Root(str(tmp_path)), run_id="run")
    models = SimpleNamespace(recording=lambda: nullcontext(set()))
    for _ in range(2):
        runner = Runner(spark, config, lake, models, "run", Console(file=io.StringIO()))
        (outcome,) = runner.run([job_named("maintain")], None)

    assert dict(outcome.notes) == {"freed": "0 files of 0.0 MB"}
    (row,) = lake.read(JOB_RUNS).select("job", "status", "days", "output_versions").collect()
    assert tuple(row)[:3] == ("maintain", "done", None)
    assert set(row["output_versions"]) == {"job_runs"}  # of no table


def test_a_retention_that_readers_are_not_safe_with_is_refused_in_a_sentence():
    with pytest.raises(ValidationError, match="loses its files; give 7 or more"):
        MaintenanceSettings(keep_days=6)
    with pytest.raises(ValidationError, match="cannot be read without its log"):
        MaintenanceSettings(keep_days=40)


def test_tables_of_which_a_setting_names_a_version_are_told_to_maintenance():
    texts = {"path": "/lake/gold/x_v1", "format": "delta", "version": 3}

    config = Config(lake={"root": "/lake"}, training={"texts": texts})

    assert config.maintenance.named_paths == ("/lake/gold/x_v1",)
    without = Config(lake={"root": "/lake"}, training={"texts": {**texts, "version": None}})
    assert without.maintenance.named_paths == ()
