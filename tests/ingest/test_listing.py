"""Files are listed without being opened, and exactly those that are asked for are read."""

import os
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import boto3
import pytest
from pyspark.sql import functions as F
from pyspark.testing import assertDataFrameEqual

from voxlake.core.days import Days
from voxlake.core.errors import InputError
from voxlake.ingest.filters import Filters
from voxlake.ingest.limits import Limits
from voxlake.ingest.listing import list_files, told_passed_over
from voxlake.ingest.records import read_records
from voxlake.ingest.source import Source
from voxlake.ingest.taken import Count, count_files, mark_new, only_new
from voxlake.tables import INGESTED_FILES

NAMES = ("a b+c%.json", "x[1]{2}*?.json", "deep/\u00fc.json", "b\\d.json", "d=1/e.json")

NO_HEADER = {"header": False, "columns": ["id"], "delimiter": "\t"}


def source(path: str, kind: str = "json", **keys) -> Source:
    users = {"users": {"user_id": "id"}}
    return Source(**{"name": "s", "format": kind, "path": path, "tables": users, **keys})


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f'{{"id": {len(name)}}}\n')


def listed(spark, of: Source, data, days: Days = Days.every()):
    return list_files(spark, of, str(data), days)


def files_of(rows) -> set[str]:
    return {row["file"] for row in rows.select("file").distinct().collect()}


def test_a_file_is_listed_without_being_opened(spark, tmp_path):
    write(tmp_path, "in/a.json")
    with (tmp_path / "in/b.json").open("wb") as big:
        big.truncate(3 * 2**30)  # more than Spark takes as one value

    for kind in ("json", "csv", "parquet"):
        found = listed(spark, source("in", kind), tmp_path).files.orderBy("file")
        assert [(row["file"], row["size_bytes"]) for row in found.collect()] == [
            ("in/a.json", 10),
            ("in/b.json", 3 * 2**30),
        ]


@pytest.mark.parametrize("end", ["json", "csv"])
def test_files_are_read_by_address_whatever_their_names(spark, tmp_path, end):
    names = [name.replace("json", end) for name in NAMES]
    write(tmp_path / "in", *names, f"x1.{end}")
    options = {"csv": NO_HEADER} if end == "csv" else {}
    listing = listed(spark, source("in", end, **options), tmp_path)
    is_new = F.col("file") != f"in/x1.{end}"
    marked = listing.files.withColumns({"source": F.lit("s"), "is_new": is_new}).localCheckpoint()
    (tmp_path / f"in/x1.{end}").unlink()

    only = only_new(listing, marked)

    assert len(only.only) == len(names)
    assert files_of(read_records(spark, only, "UTC")) == {f"in/{name}" for name in names}


@pytest.mark.parametrize("name", ["[bad", "{a", "[x]", "b\\d"])
def test_the_folder_of_the_data_is_no_pattern_whatever_its_name(spark, tmp_path, name):
    write(tmp_path / name, "in/a.json")

    listing = listed(spark, source("in/*"), tmp_path / name)

    assert listing.addresses is None  # so that Spark reads the path
    assert files_of(read_records(spark, listing, "UTC")) == {"in/a.json"}


def test_odd_names_loops_and_links_stop_no_run_and_nothing_is_read_twice_or_from_elsewhere(
    spark, tmp_path
):
    odd = ["2024-01-31T10:00.json", "%41%zz.json", "#a?.json", "a\nb.json", "\u00fc.json"]
    write(tmp_path / "data/in", *odd, "_hidden.json")
    write(tmp_path / "secret", "s.json")
    (tmp_path / "data/in/loop").symlink_to(tmp_path / "data")
    (tmp_path / "data/in/out").symlink_to(tmp_path / "secret")
    os.mkfifo(tmp_path / "data/in/pipe.json")

    listing = listed(spark, source("in"), tmp_path / "data")

    names = {f"in/{name}" for name in odd}
    assert files_of(listing.files) == names
    assert files_of(read_records(spark, listing, "UTC")) == names
    assert files_of(read_records(spark, replace(listing, is_small=True), "UTC")) == names
    assert told_passed_over(listing) == (
        "1 link to a folder that is read anyway (such as in/loop/in), 1 name begins with _ or . "
        "(such as in/_hidden.json), 1 neither a file nor a folder (such as in/pipe.json), "
        "1 outside the folder of the data (such as in/out)"
    )


def test_what_is_named_as_another_kind_is_told_and_not_read_beside_what_is_not(spark, tmp_path):
    write(tmp_path / "data/in", "a.json", "b", "notes.txt", "README.md", "~$a.json")

    listing = listed(spark, source("in"), tmp_path / "data")
    alone = listed(spark, source("in/*.txt"), tmp_path / "data")

    assert files_of(listing.files) == {"in/a.json", "in/b"}
    assert files_of(read_records(spark, listing, "UTC")) == {"in/a.json", "in/b"}
    assert told_passed_over(listing) == (
        "1 left by another program (such as in/~$a.json), "
        "2 named as another kind of file (such as in/README.md, in/notes.txt)"
    )
    assert files_of(alone.files) == {"in/notes.txt"}


def test_a_file_that_is_named_and_not_read_is_an_error(spark, tmp_path):
    write(tmp_path / "data", "_x.json", "in/a.json")
    write(tmp_path / "secret", "s.json")
    (tmp_path / "data/in/s.json").symlink_to(tmp_path / "secret/s.json")
    (tmp_path / "data/empty.json").touch()

    for path, why in (
        ("_x.json", "_x.json is not read: name begins with _"),
        ("empty.json", "is not read: empty"),
        ("../secret/s.json", "lies outside .*ingest.other_folders"),
        (f"file://{tmp_path}/secret", "lies outside"),
        ("in/s.json", "lies outside"),
        ("none.json", "there is nothing"),
    ):
        for kind in ("json", "parquet") if "secret" in path else ("json",):
            with pytest.raises(InputError, match=why):
                listed(spark, source(path, kind), tmp_path / "data")
    with pytest.raises(InputError, match=r"lies outside"):
        listed(spark, source("in", "parquet"), tmp_path / "data")
    with pytest.raises(InputError, match=r"lies outside"):
        listed(spark, source("../secret", "delta"), tmp_path / "data")
    with pytest.raises(InputError, match=r"leads out of s3a://bucket/data"):
        listed(spark, source("../secret"), "s3a://bucket/data")
    allowed = Limits(other_folders=(str(tmp_path / "secret"),))
    found = list_files(spark, source("in"), str(tmp_path / "data"), Days.every(), allowed)
    assert files_of(found.files) == {"in/a.json", "in/s.json"}


def test_only_files_of_the_days_asked_for_are_listed(spark, tmp_path):
    write(tmp_path, *(f"day=2024-01-0{n}/a.json" for n in (1, 2, 3)), "day=none/a.json")
    of_day = source("day={day}")

    assert len(files_of(listed(spark, of_day, tmp_path).files)) == 3
    days = Days.of([date(2024, 1, 2), date(2024, 1, 9)])
    assert files_of(listed(spark, of_day, tmp_path, days).files) == {"day=2024-01-02/a.json"}
    assert files_of(listed(spark, of_day, tmp_path, Days.of([date(2024, 2, 1)])).files) == set()


def test_files_in_a_bucket_are_listed_and_read_by_address(spark, s3, bucket):
    client = boto3.client("s3")
    for name in NAMES[:3]:
        key = f"in/{name}"
        client.put_object(Bucket=bucket.removeprefix("s3a://"), Key=key, Body=b'{"id": 1}\n')

    listing = listed(spark, source("in"), bucket)
    found = {row["file"]: row["path"] for row in listing.files.collect()}
    wanted = (found["in/x[1]{2}*?.json"], found["in/deep/\u00fc.json"])

    assert set(found) == {f"in/{name}" for name in NAMES[:3]}
    assert files_of(read_records(spark, replace(listing, only=wanted), "UTC")) == {
        "in/x[1]{2}*?.json",
        "in/deep/\u00fc.json",
    }


def test_a_file_is_known_while_size_time_mapping_filters_and_folder_stay(spark, tmp_path):
    write(tmp_path, "in/a.json", "in/b.json")
    of = source("in", tables={"posts": {"post_id": "id", "posted_at": "at"}})
    spam = {"reason": "spam", "text_lacks": ["x"]}
    ours, of_others = ({**spam, "sources": [name]} for name in ("s", "other"))

    def new(of=of, known=None, data=tmp_path, *filters):
        marked = mark_new([listed(spark, of, data)], Filters(filters=filters), known)
        return marked, count_files(marked)["s"].new

    nothing = spark.createDataFrame([], INGESTED_FILES.schema)
    first, count = new(known=nothing)
    known = first.withColumn("run_id", F.lit("run")).localCheckpoint()
    shutil.copytree(tmp_path / "in", tmp_path / "again/in")  # with their times

    assert count == 2
    assert new(known=known)[1] == 0
    assert new(of, known, tmp_path, of_others)[1] == 0
    assert new(of, known, tmp_path, ours)[1] == 2
    assert new(of.model_copy(update={"nulls": ("", "-")}), known)[1] == 2
    assert new(of, known, tmp_path / "again")[1] == 2
    (tmp_path / "in/b.json").write_text("{}\n")
    assert new(known=known)[1] == 1


def test_what_one_task_reads_is_what_many_read_and_nothing_is_shuffled(spark, tmp_path):
    write(tmp_path, *(f"in/{n}.json" for n in range(5)))
    (tmp_path / "in/6.json").write_text('{"id": 1}\n{"id": 1}\nbroken\n')
    spark.sql("SELECT explode(array('a', 'a', 'b')) AS id").write.parquet(str(tmp_path / "table"))

    for of in (source("in"), source("in", "csv", csv=NO_HEADER), source("table", "parquet")):
        listing = listed(spark, of, tmp_path)
        small = read_records(spark, replace(listing, is_small=True), "UTC")
        rows = [records.drop("values") for records in (read_records(spark, listing, "UTC"), small)]

        assertDataFrameEqual(*rows)
        assert rows[0].count() > 0
        assert "Exchange" not in small._jdf.queryExecution().executedPlan().toString()


def test_new_files_are_small_together_or_not():
    big = 4 * 2**20
    assert Count(files=9, new=1, size_bytes=2 * big, new_bytes=big).is_small(is_all=False)
    assert not Count(files=9, new=1, size_bytes=2 * big, new_bytes=big).is_small(is_all=True)
    assert not Count(files=101, new=101, size_bytes=101, new_bytes=101).is_small(is_all=False)
    assert not Count(files=1, new=1).is_small(is_all=False)  # a Delta table, of unknown size


def test_parquet_under_a_pattern_keeps_the_columns_of_its_folders(spark, tmp_path):
    mapping = {"users": {"user_id": "id", "name": "day"}}
    for day in (1, 2):
        spark.sql(f"SELECT {day} AS id").write.parquet(str(tmp_path / f"in/a/day={day}"))
    of = source("in/*", "parquet", tables=mapping)
    whole = listed(spark, of, tmp_path)
    (path,) = (r["path"] for r in whole.files.where("file LIKE 'in/a/day=1%'").collect())

    of_all = read_records(spark, whole, "UTC").select("values", "file").collect()
    of_one = (
        read_records(spark, replace(whole, only=(path,)), "UTC").select("values", "file").collect()
    )

    assert {row["values"]["day"] for row in of_all} == {"1", "2"}
    assert [row for row in of_all if "day=1" in row["file"]] == [
        row for row in of_one if "day=1" in row["file"]
    ]
    assert "day=1" in str(of_one)
