"""What was taken is not read again, and the tables are as if it had been."""

from __future__ import annotations

import gzip
import os
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml
from ingest_place import JAN_1, JAN_2, POSTS_SOURCE, Place, post

from voxlake.core.days import Days
from voxlake.core.errors import InputError
from voxlake.lake.lake import Lake
from voxlake.tables import (
    DATA_QUALITY,
    INGESTED_FILES,
    ORDERS,
    POSTS,
    RECORDS,
    REJECTED_ROWS,
    USERS,
)

READ = {"records", "rejected_rows", "posts", "users", "data_quality"}


@pytest.fixture
def place(spark, tmp_path: Path) -> Place:
    return Place(spark, tmp_path)


def spoil(path: Path) -> None:
    """Make a file such that it could not be read, and leave its size and time as they are."""
    before = path.stat()
    path.write_bytes(b"#" * before.st_size)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_of_many_files_the_one_that_is_new_is_read_and_none_is_lost(place: Place):
    place.source(**POSTS_SOURCE)
    for n in range(3):
        place.file(f"posts/{n}.json", post(n, "2024-01-01", f"text {n}"), "broken")
    place.run("net")
    first = place.versions()
    for n in range(3):
        spoil(place.data / f"posts/{n}.json")

    place.run("net")
    unchanged = place.notes
    assert place.versions() == first
    place.file("posts/3.json", post(3, "2024-01-02"), day=date(2024, 1, 10))
    (place.data / "posts/0.json").unlink()
    place.run("net")

    assert unchanged == {"net files": "none new of 3"}
    assert place.notes["net files"] == "1 new of 3"
    assert place.notes["net posts"].startswith("1 read = 1 accepted + 0 duplicate + 0 rejected")
    assert place.rows(POSTS, "post_id") == [(f"net:p{n}",) for n in range(4)]
    assert place.lake.read(RECORDS).count() == 7
    assert place.lake.read(REJECTED_ROWS).where("table_name = 'posts'").count() == 3
    counts = place.lake.read(DATA_QUALITY).groupBy("file", "table_name").pivot("step")
    files = counts.sum("row_count").collect()
    assert [f["read"] - f["accepted"] - f["duplicate"] - f["rejected"] for f in files] == [0] * 8
    assert place.touched == [Days.of([JAN_1]), Days.of([JAN_2])]
    assert [row[0] for row in place.rows(INGESTED_FILES, "file")] == [
        f"posts/{n}.json" for n in range(4)
    ]


@pytest.mark.whole
def test_a_changed_file_another_mapping_the_flag_and_days_read_again(place: Place):
    place.source(**POSTS_SOURCE)
    place.file("posts/a.json", post(1, "2024-01-01", likes=1, loves=2))
    place.file("posts/b.json", post(2, "2024-01-02", likes=1))
    mended = {**POSTS_SOURCE["tables"]["posts"], "like_count": "loves"}
    told = []

    def run(**keys) -> None:
        place.run("net", **keys)
        told.append((place.notes["net files"], str(place.notes["net posts"])[:6]))

    run(days=Days.of([JAN_1]))
    run()
    place.file("posts/a.json", post(1, "2024-01-01", likes=5, loves=2), day=date(2024, 1, 10))
    run()
    run(reread=True)
    run(days=Days.of([JAN_2]))
    place.source(**{**POSTS_SOURCE, "tables": {**POSTS_SOURCE["tables"], "posts": mended}})
    run()
    shutil.rmtree(place.data.parent / "lake" / "silver" / POSTS.name)
    place.lake = Lake(place.lake.spark, place.lake.place, run_id="run")
    run()

    assert told == [
        ("2 new of 2", "1 read"),
        ("2 new of 2", "2 read"),  # a run over some days takes no file
        ("1 new of 2", "1 read"),
        ("none new of 2, all read again", "2 read"),
        ("none new of 2, all read again", "1 read"),
        ("2 new of 2", "2 read"),
        ("none new of 2, all read again", "2 read"),  # a table that it feeds was gone
    ]
    assert place.rows(POSTS, "post_id", "like_count") == [("net:p1", 2), ("net:p2", None)]


@pytest.mark.whole
@pytest.mark.parametrize("first", ["older", "newer"])
def test_an_id_in_a_known_and_in_a_new_file_ends_as_if_both_were_read_at_once(
    spark, tmp_path: Path, first: str
):
    columns = {**POSTS_SOURCE["tables"]["posts"], "updated_at": "edited"}
    source = {**POSTS_SOURCE, "tables": {**POSTS_SOURCE["tables"], "posts": columns}}
    files = {
        "older": [post(1, "2024-01-01", "first", edited="2024-01-03"), "broken"],
        "newer": [
            post(1, "2024-01-02", "second", edited="2024-01-04", handle="@Bob"),
            {**post(2, "2024-01-02", "second"), "user": "u2"},
        ],
    }
    days = {"older": date(2024, 1, 9), "newer": date(2024, 1, 10)}
    one_by_one, at_once = Place(spark, tmp_path / "one"), Place(spark, tmp_path / "all")
    for place in (one_by_one, at_once):
        place.source(**source)
    for name in [first, *(set(files) - {first})]:
        for place in (one_by_one, at_once):
            place.file(f"posts/{name}.json", *files[name], day=days[name])
        one_by_one.run("net")
    at_once.run("net")

    for table in (POSTS, USERS, RECORDS, REJECTED_ROWS):
        assert one_by_one.rows(table, "*") == at_once.rows(table, "*")
        assert at_once.lake.read(table).count() > 0
    assert one_by_one.rows(POSTS, "post_id", "text", "is_copy") == [
        ("net:p1", "second", False),
        ("net:p2", "second", True),
    ]


@pytest.mark.whole
def test_a_run_that_died_before_it_noted_its_files_is_made_good(place: Place, monkeypatch):
    place.source(**POSTS_SOURCE)
    place.file("posts/a.json", post(1, "2024-01-01"), "broken")
    merge = Lake.merge

    class KilledError(BaseException):
        pass

    def killed(lake: Lake, rows, table, **keys) -> None:
        if table == INGESTED_FILES:
            raise KilledError
        merge(lake, rows, table, **keys)

    with monkeypatch.context() as patched, pytest.raises(KilledError):
        patched.setattr(Lake, "merge", killed)
        place.run("net")
    before = place.versions()
    place.run("net")

    assert place.notes["net files"] == "1 new of 1"
    assert place.notes["net posts"].startswith("2 read = 1 accepted + 0 duplicate + 1 rejected")
    after = place.versions()
    assert {name for name in after if after[name] != before[name]} == {"ingested_files"}
    assert {name for name, version in before.items() if version is not None} == READ
    assert place.rows(INGESTED_FILES, "file", "run_id") == [("posts/a.json", "run")]


@pytest.mark.whole
def test_a_file_that_cannot_be_read_counts_as_taken_until_it_changes(place: Place):
    place.source(**{**POSTS_SOURCE, "path": "posts/*.json.gz"})
    good, broken = (place.data / f"posts/{name}.json.gz" for name in ("good", "broken"))
    place.file("posts/good.json.gz", post(1, "2024-01-01"))
    packed = gzip.compress(good.read_bytes())
    broken.write_bytes(packed[:20])
    with pytest.raises(InputError, match="not one record could be used"):
        place.run("net")  # of a source that never gave a row, the mapping may be wrong
    good.write_bytes(packed)
    place.run("net")
    broken.write_bytes(packed[:30])
    place.run("net")
    still_broken = place.notes
    place.run("net")
    known = place.notes
    broken.write_bytes(packed)
    place.run("net")

    assert (still_broken["net files"], str(still_broken["net posts"])[:60]) == (
        "1 new of 2",
        "1 read = 0 accepted + 0 duplicate + 1 rejected (1 file_unrea",
    )
    assert known == {"net files": "none new of 2"}
    assert place.notes["net posts"].startswith("1 read = 1 accepted")


@pytest.mark.whole
def test_a_delta_table_is_read_again_when_it_has_a_new_version(place: Place, spark):
    theirs = str(place.data / "theirs")
    row = "SELECT '{}' AS id, timestamp'2024-01-01 10:00:00Z' AS at"
    mapping = {"post_id": "id", "posted_at": "at"}
    place.source(name="table", format="delta", path="theirs", tables={"posts": mapping})
    told = []
    for ids in ("a", "", "b"):
        for one in ids:
            spark.sql(row.format(one)).write.format("delta").mode("append").save(theirs)
        place.run("table")
        told.append((place.notes["table files"], str(place.notes.get("table posts"))[:6]))

    assert told == [("1 new of 1", "1 read"), ("none new of 1", "None"), ("1 new of 1", "2 read")]
    assert place.rows(INGESTED_FILES, "file", "size_bytes") == [
        ("theirs@0", None),
        ("theirs@1", None),
    ]


@pytest.mark.whole
def test_a_new_parquet_file_without_a_column_of_the_others_is_read_as_beside_them(
    place: Place, spark
):
    columns = {"order_line_id": "id", "ordered_at": "day", "amount": "paid", "quantity": "pieces"}
    mapping = {**columns, "currency": {"constant": "EUR"}}
    place.source(name="shop", format="parquet", path="orders", tables={"orders": mapping})
    at = str(place.data / "orders")
    spark.sql("SELECT 'a' AS id, 1.5 AS paid, 2 AS pieces, '2024-01-01' AS day").coalesce(
        1
    ).write.partitionBy("day").parquet(at)
    place.run("shop")
    spoil(next((place.data / "orders/day=2024-01-01").glob("*.parquet")))
    spark.sql("SELECT 2.5 AS paid, 'b' AS id, '2024-01-02' AS day").write.partitionBy("day").mode(
        "append"
    ).parquet(at)

    place.run("shop")

    assert place.notes["shop files"] == "1 new of 2"
    assert place.rows(ORDERS, "order_line_id", "order_date", "quantity") == [
        ("shop:a", JAN_1, 2.0),
        ("shop:b", JAN_2, None),
    ]
    assert [row[0] for row in place.rows(RECORDS, "payload")] == [
        '{"day":"2024-01-01","id":"a","paid":1.5,"pieces":2}',
        '{"day":"2024-01-02","id":"b","paid":2.5}',
    ]


@pytest.mark.whole
def test_a_run_that_rejects_too_much_keeps_the_rest_and_fails_until_something_changes(place: Place):
    place.source(**POSTS_SOURCE)
    good, bad = ([post(n, at) for n in range(10)] for at in ("2024-01-01", "9.05"))
    place.file("posts/a.json", *good, *({**one, "id": f"p1{one['id']}"} for one in good), *bad)
    limit = {"max_rejected_share": 0.3}
    said = r"net: Read now, 33\.3% .* more than 30%\.\n.* posted_at: 9\.05, in posts/a\.json"

    with pytest.raises(InputError, match=said) as error:
        place.run("net", **limit)
    first = place.versions()
    spoil(place.data / "posts/a.json")
    with pytest.raises(InputError, match=r"When its files were read last, .* 33\.3%"):
        place.run("net", **limit)

    assert error.value.exit_code == 3
    assert place.lake.read(POSTS).count() == 20
    assert place.versions() == first  # nothing was read again
    place.run("net", max_rejected_share=0.4)
    place.file("posts/b.json", post(40, "2024-01-02"), *bad[:9], day=date(2024, 1, 10))
    place.run("net", **limit)  # a few say nothing
    assert place.notes["net files"] == (
        "1 new of 2; of a run before, 33.3% of the records are in rejected_rows"
    )
    place.run("net", **limit)
    assert place.rows(INGESTED_FILES, "file", "delivery", "rejected_share") == [
        ("posts/a.json", 1, pytest.approx(1 / 3)),
        ("posts/b.json", 2, 0.0),
    ]


def test_of_several_sources_in_a_file_those_without_files_are_told(place: Place):
    place.source(**POSTS_SOURCE)
    follows = {"follower_id": "from", "followed_id": "to"}
    others = {
        "name": "net_follows",
        "format": "json",
        "path": "f.json",
        "tables": {"follows": follows},
    }
    file = place.conf / "net.yaml"
    file.write_text(f"{file.read_text()}---\n{yaml.safe_dump(others)}")

    with pytest.raises(InputError, match=r"(?s)nothing at .*posts/\*\.json.*nothing at .*f\.json"):
        place.run("net")
    place.file("posts/a.json", post(1, "2024-01-01T10:00:00Z"))
    place.run("net")

    assert place.notes["net_follows files"] == "none; there is nothing at f.json"
    assert place.rows(POSTS, "post_id") == [("net:p1",)]
