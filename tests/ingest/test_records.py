"""Records are read from every form of source, whole and with their arrival."""

import gzip
import json
import os
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pyspark.errors import AnalysisException
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.core.errors import InputError
from voxlake.ingest import big_files
from voxlake.ingest.limits import Limits
from voxlake.ingest.listing import list_files
from voxlake.ingest.records import read_records
from voxlake.ingest.source import Source
from voxlake.ingest.unreadable import naming_unreadable_files

ARRIVAL = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
JAN_1, JAN_2 = date(2024, 1, 1), date(2024, 1, 2)


def source(path: str, kind: str = "csv", **keys) -> Source:
    users = {"users": {"user_id": "id", "name": "name"}}
    return Source(**{"name": "s", "format": kind, "path": path, "tables": users, **keys})


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (ARRIVAL.timestamp(), ARRIVAL.timestamp()))


def records_of(spark, of: Source, folder: Path, days: Days = Days.every()):
    return read_records(spark, list_files(spark, of, str(folder), days), "UTC")


def told(spark, tmp_path: Path, of: Source, days: Days = Days.every()) -> list[tuple]:
    """File, id, reason and number among equals of each record, in order."""
    records = records_of(spark, of, tmp_path, days)
    rows = records.select(
        "file", F.col("values")["id"], "reason", "occurrence", F.unix_timestamp("arrived_at")
    ).collect()
    assert {row[4] for row in rows} <= {int(ARRIVAL.timestamp())}
    return sorted((tuple(row)[:4] for row in rows), key=str)


def test_csv_is_read_from_files_folders_and_archives(spark, tmp_path):
    write(tmp_path / "in" / "a b+c%.csv", 'id,name\n1,"x\ny"\n1,"x\ny"\n2,z\n'.encode("utf-8-sig"))
    write(tmp_path / "in" / "deep" / "b.csv.gz", gzip.compress(b"name,id\nq,3\nbroken\n"))
    with zipfile.ZipFile(tmp_path / "in" / "c.zip", "w") as archive:
        archive.writestr("day/1.csv", "id,name\n4,\n")
        archive.writestr("day/2.csv.gz", gzip.compress(b"id,name\n5,v\n"))
    write(tmp_path / "in" / "c.zip", (tmp_path / "in" / "c.zip").read_bytes())
    write(tmp_path / "in" / "d.csv.gz", gzip.compress(b"id,name\n6,a\n")[:15])
    write(tmp_path / "in" / "e.zip", b"no archive")

    assert told(spark, tmp_path, source("in")) == [
        ("in/a b+c%.csv", "1", None, 1),
        ("in/a b+c%.csv", "1", None, 2),
        ("in/a b+c%.csv", "2", None, 1),
        ("in/c.zip!day/1.csv", "4", None, 1),
        ("in/c.zip!day/2.csv.gz", "5", None, 1),
        ("in/d.csv.gz", None, "file_unreadable", 1),
        ("in/deep/b.csv.gz", "3", None, 1),
        ("in/deep/b.csv.gz", None, "csv_field_count", 1),
        ("in/e.zip", None, "file_unreadable", 1),
    ]


def test_of_a_packed_file_that_breaks_off_the_lines_before_are_kept(spark, tmp_path):
    lines = (json.dumps({"id": n, "name": f"{n * 7919:x}"}) for n in range(20_000))
    packed = gzip.compress("\n".join(lines).encode())
    write(tmp_path / "in" / "a.json.gz", packed[: len(packed) // 2])
    write(tmp_path / "in" / "b.json.gz", gzip.compress(b'{"id": "b"}'))

    found = told(spark, tmp_path, source("in/*.json.gz", "json"))

    assert found.count(("in/a.json.gz", None, "file_unreadable", 1)) == 1
    assert ("in/b.json.gz", "b", None, 1) in found
    assert 5_000 < len([row for row in found if row[0] == "in/a.json.gz"]) < 15_000


def test_files_of_lines_are_read_in_parts(spark, tmp_path, monkeypatch):
    monkeypatch.setattr(big_files, "BIG_BYTES", 10_000)
    lines = [json.dumps({"id": n, "name": "x" * 50}) for n in range(2000)]
    write(tmp_path / "a.json", "\n".join([*lines, '{"id": 1}{"id": 2}']).encode())
    rows = "\n".join(f"{n};{'x' * 50}" for n in range(2000))
    write(tmp_path / "b.csv", f"id;name\n{rows}".encode())
    by_line = {"delimiter": ";", "columns": ["id", "name"], "multiline": False}

    spark.conf.set("spark.sql.files.maxPartitionBytes", "20000")
    spark.conf.set("spark.sql.files.openCostInBytes", "0")
    try:
        as_json = records_of(spark, source("a.json", "json"), tmp_path)
        as_csv = records_of(spark, source("b.csv", csv=by_line), tmp_path)
        found = [
            {(row[0], row[1]) for row in records.select(F.col("values")["id"], "reason").collect()}
            for records in (as_json, as_csv)
        ]
    finally:
        spark.conf.unset("spark.sql.files.maxPartitionBytes")
        spark.conf.unset("spark.sql.files.openCostInBytes")

    whole = {(str(n), None) for n in range(2000)}
    assert found == [whole | {(None, "json_second_value")}, whole]


def test_big_files_that_hold_no_lines_are_read_whole(spark, tmp_path, monkeypatch):
    monkeypatch.setattr(big_files, "BIG_BYTES", 10_000)
    rows = [{"id": n, "name": "x" * 50} for n in range(300)]
    write(tmp_path / "in/a b.js", f"window.YTD.x.part0 = {json.dumps(rows, indent=1)}".encode())
    write(tmp_path / "in/utf16.json", "\n".join(map(json.dumps, rows)).encode("utf-16"))
    write(tmp_path / "in/lines.json", "\n".join(map(json.dumps, rows)).encode())

    spark.conf.set("spark.sql.files.maxPartitionBytes", "20000")
    try:
        records = records_of(spark, source("in", "json"), tmp_path)
        found = records.groupBy("file", "reason").count().collect()
    finally:
        spark.conf.unset("spark.sql.files.maxPartitionBytes")

    names = ("in/a b.js", "in/lines.json", "in/utf16.json")
    assert sorted(map(tuple, found)) == [(name, None, 300) for name in names]


@pytest.mark.parametrize("part", ["20000", "1000000"])
def test_lines_and_files_that_are_too_long_are_told_and_the_rest_is_read(
    spark, tmp_path, monkeypatch, part
):
    monkeypatch.setattr(big_files, "BIG_BYTES", 10_000)
    good = [json.dumps({"id": n, "name": "x" * 20}) for n in range(600)]
    write(tmp_path / "in/a.json", "\n".join([*good[:300], "y" * 70_000, *good[300:]]).encode())
    write(tmp_path / "in/b.json", b"y" * 50_000)
    write(tmp_path / "in/c.json", b'{"id": 1}\n' + b"z" * 8_000 + b'\r\n{"id": 2}')
    write(tmp_path / "in/d.gz", os.urandom(40_000))
    with (tmp_path / "in/e.zip").open("wb") as huge:
        huge.truncate(3 * 2**30)  # which Spark would fail to open
    limits = Limits(max_record_bytes=5_000, max_file_bytes=30_000)

    spark.conf.set("spark.sql.files.maxPartitionBytes", part)
    try:
        listing = list_files(spark, source("in", "json"), str(tmp_path), Days.every(), limits)
        records = read_records(spark, replace(listing, largest_bytes=None), "UTC")
        found = records.select("file", F.col("values")["id"], "reason", "detail").collect()
    finally:
        spark.conf.unset("spark.sql.files.maxPartitionBytes")

    assert {row[1] for row in found if row[0] == "in/a.json" and row[1]} == set(
        map(str, range(600))
    )
    assert sorted((row[0], row[1]) for row in found if row[0] == "in/c.json" and row[1]) == [
        ("in/c.json", "1"),
        ("in/c.json", "2"),
    ]
    large = {row[0]: (row[2], row[3].split(" ")[0]) for row in found if row[3] and "more" in row[3]}
    long = {row[0]: row[3].split(" ")[0] for row in found if row[2] == "record_too_long"}
    assert large["in/d.gz"] == ("file_too_large", "40,000")
    assert large["in/e.zip"] == ("file_too_large", "3,221,225,472")
    assert large["in/c.json"] == ("record_too_long", "8,002")
    assert set(long) == {"in/a.json", "in/b.json", "in/c.json"}
    if part == "1000000":  # of a line that lies in several parts, pieces may be read
        assert (long["in/a.json"], long["in/b.json"]) == ("70,000", "50,000")


def test_json_is_read_from_an_archive(spark, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("1.jsonl", '{"id": 1}\n\n{"id": 2')
    write(tmp_path / "a.zip", (tmp_path / "a.zip").read_bytes())

    assert told(spark, tmp_path, source("a.zip", "json")) == [
        ("a.zip!1.jsonl", "1", None, 1),
        ("a.zip!1.jsonl", None, "json_unreadable", 1),
    ]


def test_only_the_days_asked_for_are_looked_up_in_the_path(spark, tmp_path):
    for day in (JAN_1, JAN_2):
        write(tmp_path / f"day={day}" / "a.json", f'{{"id": "{day}"}}'.encode())
    of_day = source("day={day}", "json")

    assert [row[1] for row in told(spark, tmp_path, of_day)] == ["2024-01-01", "2024-01-02"]
    asked = told(spark, tmp_path, of_day, Days.of([JAN_2, date(2024, 1, 3)]))
    assert [row[1] for row in asked] == ["2024-01-02"]
    none_there = list_files(spark, of_day, str(tmp_path), Days.of([date(2024, 1, 3)]))
    assert none_there.files.collect() == []
    with pytest.raises(InputError, match="there is nothing at"):
        told(spark, tmp_path, source("no={day}", "json"), Days.of([JAN_1]))


def test_parquet_keeps_its_types_as_texts(spark, tmp_path):
    rows = spark.sql(
        "SELECT 12345678901234567 AS id, struct('Ann' AS first) AS name, "
        "timestamp'2024-01-01 10:00:00Z' AS at, double('NaN') AS x, 1.10BD AS paid"
    )
    rows.write.parquet(str(tmp_path / "in"))
    mapping = {"user_id": "id", "name": {"json": "name", "path": "$.first"}}
    others = {"attributes": ["at", "x", "paid"]}
    of = source("in", "parquet", tables={"users": {**mapping, **others}})

    row = records_of(spark, of, tmp_path).collect()[0]

    assert row["values"] == {
        "id": "12345678901234567",
        "name": '{"first":"Ann"}',
        "at": "2024-01-01T10:00:00.000000Z",
        "x": "NaN",
        "paid": "1.10",
    }
    assert json.loads(row["payload"])["at"] == "2024-01-01T10:00:00.000000Z"
    assert row["file"].startswith("in/part-")


def test_texts_of_parquet_that_are_no_utf8_are_told(spark, tmp_path):
    rows = spark.sql(
        "SELECT id, CAST(name AS STRING) AS name FROM VALUES "
        "(1, X'6F6B'), (2, X'63616665FF'), (3, X'EDA0BD'), (4, NULL) AS t(id, name)"
    )
    rows.write.parquet(str(tmp_path / "in"))

    records = records_of(spark, source("in", "parquet"), tmp_path)

    found = records.select("payload", "values", "reason", "detail").collect()
    values, broken = {"id": "1", "name": "ok"}, ("utf8_invalid", "name")
    assert sorted((tuple(row) for row in found), key=str) == [
        ('{"id":1,"name":"ok"}', values, None, None),
        ('{"id":2,"name":"cafe\ufffd"}', None, *broken),
        ('{"id":3,"name":"\ufffd"}', None, *broken),
        ('{"id":4}', {"id": "4", "name": None}, None, None),
    ]


def test_a_line_that_is_not_of_the_encoding_is_told(spark, tmp_path):
    write(tmp_path / "a.csv", b"1,\x82\xa0\n2,\x82\n3,x\n")
    by_line = {"columns": ["id", "name"], "multiline": False, "header": False}

    assert told(spark, tmp_path, source("a.csv", csv={**by_line, "encoding": "shift_jis"})) == [
        ("a.csv", "1", None, 1),
        ("a.csv", "3", None, 1),
        ("a.csv", None, "utf8_invalid", 1),
    ]


def test_a_delta_table_is_read_at_its_version(spark, tmp_path):
    path = str(tmp_path / "theirs")
    for n in range(2):
        spark.createDataFrame([(n, "a")], "id int, name string").write.format("delta").mode(
            "append"
        ).save(path)

    def ids(version):
        of = source("theirs", "delta", version=version)
        records = records_of(spark, of, tmp_path)
        return sorted(tuple(r) for r in records.select("file", F.col("values")["id"]).collect())

    assert ids(0) == [("theirs@0", "0")]
    assert ids(None) == [("theirs@1", "0"), ("theirs@1", "1")]
    with pytest.raises(InputError, match="has no version 7"):
        ids(7)


def test_a_version_that_was_vacuumed_is_told_in_a_sentence(spark, tmp_path):
    path = str(tmp_path / "theirs")
    for _ in range(2):
        spark.createDataFrame([(1, "a")], "id int, name string").write.format("delta").mode(
            "overwrite"
        ).save(path)
    check = "spark.databricks.delta.retentionDurationCheck.enabled"
    spark.conf.set(check, "false")
    spark.sql(f"VACUUM delta.`{path}` RETAIN 0 HOURS")
    spark.conf.unset(check)

    with (
        pytest.raises(InputError, match=r"parquet is gone\. .*VACUUM removed it: name a later"),
        naming_unreadable_files(),
    ):
        records_of(spark, source("theirs", "delta", version=0), tmp_path).collect()
    with (
        pytest.raises(InputError, match=r"no longer has version 3 .* but \[5, 9\]"),
        naming_unreadable_files(),
    ):
        raise AnalysisException(
            "Cannot time travel Delta table to version 3. Available versions: [5, 9]."
        )


def test_what_is_not_there_is_told(spark, tmp_path):
    spark.range(1).write.parquet(str(tmp_path / "in"))

    with pytest.raises(InputError, match=r"there is nothing at .*none\.csv"):
        told(spark, tmp_path, source("none.csv"))
    with pytest.raises(InputError, match='has no columns "name"'):
        told(spark, tmp_path, source("in", "parquet"))
    with pytest.raises(InputError, match="is no Delta table"):
        told(spark, tmp_path, source("in", "delta"))


def test_a_record_has_the_same_id_wherever_the_data_lies(spark, tmp_path):
    ids = []
    for folder in ("here", "there"):
        write(tmp_path / folder / "a.json", b'{"id": 1}\n{"id": 1}\n')
        records = records_of(spark, source("a.json", "json"), tmp_path / folder)
        ids.append({row["record_id"] for row in records.collect()})

    assert ids[0] == ids[1]
    assert len(ids[0]) == 2
