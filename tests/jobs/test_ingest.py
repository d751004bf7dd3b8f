"""The job from files to silver: what comes in, what is corrected, what a second run changes."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from ingest_place import JAN_1, JAN_2, JAN_3, POSTS_SOURCE, Place, post
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.core.errors import InputError
from voxlake.lake.lake import Lake
from voxlake.tables import (
    DATA_QUALITY,
    FOLLOWS,
    ORDERS,
    POSTS,
    RECORDS,
    REJECTED_ROWS,
    TABLES,
    USER_LIMITS,
    USERS,
)


@pytest.fixture
def place(spark, tmp_path: Path) -> Place:
    return Place(spark, tmp_path)


def test_records_become_rows_or_are_rejected_and_a_second_run_changes_nothing(place: Place):
    place.source(**POSTS_SOURCE)
    place.file(
        "posts/a.json",
        post(1, "2024-01-01T10:00:00Z", "Caf&eacute; #Rust @Bob", likes=3, shop="x"),
        post(2, "2024-01-01T09:00:00Z", "caf\u00e9  #RUST @Bob"),
        post(3, "2024-01-02T10:00:00Z", None),
        post(3, "2024-01-02T10:00:00Z", None),
        post(4, "1999-12-31T23:59:59Z"),
        post(5, "2024-01-10T12:00:01Z"),
        post(6, "yesterday"),
        {**post(7, "2024-01-02"), "id": None},
        post(8, "2024-01-02", likes="NaN"),
        '{"id": 9}{"id": 10}',
        {**post(11, "2024-01-10T12:00:00Z", "the last moment"), "user": None},
    )

    for reread in (False, True):
        place.run("net", reread=reread)
        versions = place.versions()

    assert place.rows(POSTS, "post_id", "post_date", "user_id", "text", "is_copy") == [
        ("net:p1", JAN_1, "net:u1", "Caf\u00e9 #Rust @Bob", True),
        ("net:p11", date(2024, 1, 10), None, "the last moment", False),
        ("net:p2", JAN_1, "net:u1", "caf\u00e9  #RUST @Bob", False),
        ("net:p3", JAN_2, "net:u1", None, False),
        ("net:p8", JAN_2, "net:u1", "hello", False),  # what cannot be a count costs no post
    ]
    first = place.lake.read(POSTS).where("post_id = 'net:p1'").collect()[0]
    assert (first["hashtags"], first["mentions"]) == (["rust"], ["bob"])
    assert (first["like_count"], first["attributes"]) == (3, {"shop": "x"})
    assert (first["updated_at"], first["is_usable"]) == (datetime(2024, 1, 9, 12), True)
    assert place.rows(USERS, "user_id", "handle") == [("net:u1", "Ann")]
    rejected = place.lake.read(REJECTED_ROWS).where("table_name = 'posts'")
    assert sorted(tuple(r) for r in rejected.select("reason", "detail").collect()) == [
        ("id_missing", "post_id"),
        ("json_second_value", "after character 9"),
        ("time_malformed", "posted_at: yesterday"),
        (
            "time_too_early",
            "posted_at: 1999-12-31T23:59:59Z is before 2000-01-01, the source's `earliest`",
        ),
        ("time_too_late", "posted_at: 2024-01-10T12:00:01Z"),
    ]
    told = place.notes["net posts"]
    assert told.startswith(
        "11 read = 5 accepted + 1 duplicate + 5 rejected (1 id_missing, 1 json_second_value, "
        "1 time_malformed, 1 time_too_early, 1 time_too_late); most often id_missing, post_id, "
        "in posts/a.json (see posts.post_id"
    )
    assert "; time_malformed, posted_at: yesterday, in posts/a.json (see `time` of" in told
    assert told.endswith(
        "; set to null: 1 like_count (number_not_finite, such as NaN; see `nulls`); "
        "5 usable, 0 unusable"
    )
    assert place.lake.read(RECORDS).count() == 11
    assert place.touched == [Days.of([JAN_1, JAN_2, date(2024, 1, 10)]), Days.of([])]
    assert versions["posts"] == place.lake.version(POSTS)
    written = {name for name, version in versions.items() if version == 0}  # each in one commit
    assert written == {name for name, version in versions.items() if version is not None}
    assert written == {
        "records",
        "rejected_rows",
        "posts",
        "users",
        "data_quality",
        "ingested_files",
    }


@pytest.mark.whole
def test_a_correction_replaces_the_row_even_when_its_date_moves(place: Place):
    place.source(**POSTS_SOURCE)
    place.file(
        "posts/a.json", post(1, "2024-01-01", "same"), post(2, "2024-01-01T01:00:00Z", "same")
    )
    place.run("net")
    place.file("posts/b.json", post(1, "2024-01-03", "mended"), day=date(2024, 1, 11))
    place.file("posts/c.json", post(2, "2024-01-02", "too old"), day=date(2024, 1, 5))

    for reread in (False, True):
        place.run("net", reread=reread)

    assert place.rows(POSTS, "post_id", "post_date", "text", "is_copy") == [
        ("net:p1", JAN_3, "mended", False),
        ("net:p2", JAN_1, "same", False),  # was a copy until the first one moved away
    ]
    assert place.touched == [Days.of([JAN_1]), Days.of([JAN_1, JAN_3]), Days.of([])]
    assert place.notes["net posts"].startswith(
        "4 read = 2 accepted + 2 duplicate + 0 rejected; "
        "2 duplicate with other text (net:p2: too old, kept: same)"
    )
    counted = place.lake.read(DATA_QUALITY).where("table_name = 'posts'").groupBy("step")
    assert {r["step"]: r["n"] for r in counted.agg(F.sum("row_count").alias("n")).collect()} == {
        "read": 4,
        "accepted": 2,
        "duplicate": 2,
        "duplicate: other text": 2,
        "rejected": 0,
        "usable": 2,
    }


@pytest.mark.whole
def test_a_file_that_was_only_copied_and_a_mapping_that_was_mended(place: Place):
    place.source(**POSTS_SOURCE)
    place.file("posts/a.json", post(1, "2024-01-01", likes=1, loves=2))
    place.run("net")
    before = place.lake.version(POSTS)

    place.file("posts/a.json", post(1, "2024-01-01", likes=1, loves=2), day=date(2024, 1, 20))
    place.run("net")
    assert place.lake.version(POSTS) == before

    mended = {**POSTS_SOURCE["tables"]["posts"], "like_count": "loves"}
    place.source(**{**POSTS_SOURCE, "tables": {"posts": mended}})
    place.run("net")
    assert place.rows(POSTS, "post_id", "like_count") == [("net:p1", 2)]


@pytest.mark.whole
def test_a_record_that_a_mended_mapping_lets_in_is_no_longer_rejected(place: Place):
    place.source(**POSTS_SOURCE)
    place.file(
        "posts/a.json",
        post(1, "2024-01-01", seen="2024-01-01"),
        post(2, "never", seen="2024-01-02"),
        post(3, "1999-01-01", seen="?"),
        "broken",
    )
    columns = {**POSTS_SOURCE["tables"]["posts"], "posted_at": "seen"}
    mended = {**POSTS_SOURCE, "tables": {"posts": columns}}

    place.run("net")
    before = place.rows(REJECTED_ROWS, "table_name", "reason")
    place.source(**mended)
    place.run("net", days=Days.of([JAN_1]))
    of_one_day = place.rows(REJECTED_ROWS, "table_name", "detail")
    place.run("net")

    assert before == [
        ("posts", "json_unreadable"),
        ("posts", "time_malformed"),
        ("posts", "time_too_early"),
        ("users", "json_unreadable"),
    ]
    assert ("posts", "posted_at: never") in of_one_day  # not let in yet
    assert ("posts", "posted_at: ?") in of_one_day
    assert place.rows(REJECTED_ROWS, "table_name", "reason") == [
        ("posts", "json_unreadable"),
        ("posts", "time_malformed"),
        ("users", "json_unreadable"),
    ]
    assert place.rows(POSTS, "post_id") == [("net:p1",), ("net:p2",)]
    assert place.notes["net posts"].startswith("4 read = 2 accepted + 0 duplicate + 2 rejected")


def test_a_run_that_was_killed_between_two_tables_is_made_good_by_the_next(
    place: Place, monkeypatch
):
    place.source(**POSTS_SOURCE)
    place.file("posts/a.json", post(1, "2024-01-01"), "broken")

    class KilledError(BaseException):
        pass

    apply = Lake.apply

    def apply_until(victim: str):
        def killed(lake: Lake, changes) -> None:
            if changes.table.view == victim:
                raise KilledError
            apply(lake, changes)

        return killed

    for victim in ("rejected_rows", "users", "posts"):
        with monkeypatch.context() as patched, pytest.raises(KilledError):
            patched.setattr(Lake, "apply", apply_until(victim))
            place.run("net")
    place.run("net")

    assert place.rows(POSTS, "post_id") == [("net:p1",)]
    assert place.rows(USERS, "user_id") == [("net:u1",)]
    assert place.lake.read(RECORDS).count() == 2
    assert place.lake.read(REJECTED_ROWS).count() == 2
    assert place.touched == [Days.of([JAN_1])] * 3


@pytest.mark.whole
def test_orders_without_ids_keep_their_repeats_and_refunds(place: Place):
    place.source(
        name="shop",
        format="csv",
        path="orders.csv",
        csv={"delimiter": ";"},
        decimal=",",
        nulls=["", "NULL"],
        tables={
            "orders": {
                "order_line_id": {"made_of": ["who", "when", "price"], "numbered": True},
                "ordered_at": {"column": "when", "time": "d.M.yyyy H", "zone": "Europe/Berlin"},
                "user_id": {"column": "who", "strip_suffix": ".0"},
                "amount": {"product": ["pieces", "price"]},
                "quantity": "pieces",
                "currency": {"constant": "EUR"},
            }
        },
    )
    place.file(
        "orders.csv",
        "who;when;pieces;price",
        "7.0;02.01.2024 0;2,0;1,255",
        "7.0;02.01.2024 0;2,0;1,255",
        "NULL;02.01.2024 0;-1;5",
        "8.0;02.01.2024 0;;5",
        "8.0;02.01.2024 0;1;Infinity",
    )

    for reread in (False, True):
        place.run("shop", reread=reread)

    amount = F.col("amount").cast("string")
    assert place.rows(ORDERS, "order_date", "user_id", "quantity", amount, "currency") == [
        (JAN_1, "shop:7", 2.0, "2.51", "EUR"),
        (JAN_1, "shop:7", 2.0, "2.51", "EUR"),
        (JAN_1, None, -1.0, "-5.00", "EUR"),
    ]
    ids = place.rows(ORDERS, "order_line_id", "order_id")
    assert len(set(ids)) == 3
    assert all(line == order for line, order in ids)
    assert [r[0] for r in place.rows(REJECTED_ROWS, "reason")] == [
        "amount_missing",
        "number_not_finite",
    ]


def test_only_rows_of_the_days_asked_for_are_taken_from_files_of_many_days(place: Place):
    place.source(**POSTS_SOURCE)
    place.file("posts/a.json", post(1, "2024-01-01"), post(2, "2024-01-02"), post(3, "never"))

    place.run("net", days=Days.of([JAN_2]))

    assert place.rows(POSTS, "post_id") == [("net:p2",)]
    assert place.notes["net posts"].startswith("2 read = 1 accepted + 0 duplicate + 1 rejected")


@pytest.mark.whole
def test_sources_of_one_namespace_share_their_people(place: Place):
    place.source(**POSTS_SOURCE)
    links = {"follower_id": "a", "followed_id": "b"}
    of_follows = {"name": "links", "namespace": "net", "format": "json", "path": "follows.json"}
    place.source(**of_follows, tables={"follows": links, "users": {"user_id": "a", "name": "n"}})
    place.file("posts/a.json", post(1, "2024-01-01"))
    place.file("follows.json", {"a": "u1", "b": "u2", "n": "Ann A."}, day=date(2024, 2, 1))

    place.run("net", "links")

    assert place.rows(FOLLOWS, "follower_id", "followed_id") == [("net:u1", "net:u2")]
    assert place.rows(USERS, "user_id", "name", "source") == [("net:u1", "Ann A.", "links")]


@pytest.mark.whole
def test_a_limit_that_is_taken_back_takes_the_place_of_itself(place: Place):
    columns = {"user_id": "who", "limit": "what", "other_user_id": "whom", "until": "until"}
    place.source(name="limits", format="json", path="l.json", tables={"user_limits": columns})
    opted_out = {"who": "u1", "what": "opted_out"}
    place.file("l.json", opted_out, {"who": "u1", "what": "blocked", "whom": "u2"})

    place.run("limits")
    place.file("l.json", {**opted_out, "until": "2024-01-10"}, day=date(2024, 1, 10))
    place.run("limits")

    assert place.rows(USER_LIMITS, "limit", "other_user_id", "until") == [
        ("blocked", "limits:u2", None),  # no longer told, and still so
        ("opted_out", None, date(2024, 1, 10)),
    ]


@pytest.mark.whole
def test_a_delta_source_is_not_copied_to_bronze_and_keeps_its_version(place: Place, spark):
    theirs = str(place.data / "theirs")
    spark.sql("SELECT 'a' AS id, timestamp'2024-01-01 10:00:00Z' AS at, 'x' AS text").write.format(
        "delta"
    ).save(theirs)
    mapping = {"post_id": "id", "posted_at": "at", "text": "text"}
    place.source(name="table", format="delta", path="theirs", tables={"posts": mapping})

    for reread in (False, True):
        place.run("table", reread=reread)

    assert place.rows(POSTS, "post_id", "posted_at") == [("table:a", datetime(2024, 1, 1, 10))]
    assert not place.lake.exists(RECORDS)
    assert {row[0] for row in place.rows(DATA_QUALITY, "file")} == {"theirs@0"}
    assert place.lake.version(POSTS) == 0


def test_a_source_of_which_nothing_can_be_used_fails_with_the_reasons(place: Place):
    place.source(**POSTS_SOURCE)
    place.file("posts/a.json", {"ID": "p1", "at": "2024-01-01"})

    with pytest.raises(InputError, match=r"net posts: not one record .* \(1 id_missing\)"):
        place.run("net")

    assert place.rows(REJECTED_ROWS, "table_name", "reason")[0] == ("posts", "id_missing")


@pytest.mark.whole
def test_a_shop_of_before_the_first_day_is_told_the_key_that_lets_it_in(place: Place):
    columns = {"order_line_id": "id", "ordered_at": "at", "amount": "paid"}
    mapping = {**columns, "currency": {"constant": "EUR"}}
    keys = {"name": "shop", "format": "json", "path": "*.json", "tables": {"orders": mapping}}
    place.source(**keys)
    place.file("a.json", {"id": 1, "at": "1997-03-01", "paid": 1})

    with pytest.raises(
        InputError, match="1997-03-01 is before 2000-01-01, the source's `earliest`"
    ):
        place.run("shop")
    place.source(**keys, earliest=date(1997, 1, 1))
    place.run("shop")

    assert place.rows(ORDERS, "order_date") == [(date(1997, 3, 1),)]


def test_a_damaged_file_that_spark_reads_is_named_and_nothing_is_written(place: Place, spark):
    place.source(**{**POSTS_SOURCE, "format": "parquet", "path": "posts"})
    folder = place.data / "posts"
    rows = spark.createDataFrame([post(1, "2024-01-01", "x")])
    rows.coalesce(1).write.parquet(str(folder))
    (folder / "b 1.parquet").write_bytes(b"PAR1 no footer at all PAR1")

    with pytest.raises(InputError, match=r"posts/b 1\.parquet cannot be read"):
        place.run("net")

    assert not any(place.lake.exists(table) for table in TABLES)


def test_filters_mark_posts_and_the_counts_show_it(place: Place):
    place.source(**POSTS_SOURCE)
    (place.conf / "filters.yaml").write_text(
        """
filters:
  - {reason: own_account, authors: ["@Us"]}
  - {reason: spam, text_matches: ["(?i)buy now", "free money"]}
  - {reason: no_keyword, text_lacks: ["C++", Rust], sources: [net]}
  - {reason: other_source, text_lacks: [nothing], sources: [another]}
"""
    )
    place.file(
        "posts/a.json",
        post(1, "2024-01-01", "we like Rust", handle="us"),
        post(2, "2024-01-01", "BUY NOW rust"),
        post(3, "2024-01-01", "rusty"),
        post(4, "2024-01-01", "learn c++ today"),
        post(5, "2024-01-01", None),
    )

    place.run("net", filters=str(place.conf / "filters.yaml"))

    assert place.rows(POSTS, "post_id", "unusable_reason", "is_usable") == [
        ("net:p1", "own_account", False),
        ("net:p2", "spam", False),
        ("net:p3", "no_keyword", False),
        ("net:p4", None, True),
        ("net:p5", None, True),
    ]
    assert str(place.notes["net posts"]).endswith(
        "2 usable, 3 unusable (1 no_keyword, 1 own_account, 1 spam)"
    )


@pytest.mark.whole
def test_a_lake_of_before_a_column_takes_it(place: Place, spark, tmp_path: Path):
    files = post(1, "2024-01-01", votes=-3), post(2, "2024-01-02")
    place.source(**POSTS_SOURCE)
    place.file("posts/a.json", *files)
    place.run("net")
    later = Place(spark, tmp_path / "later")
    older = place.lake.read(POSTS).drop("score")
    older.write.format("delta").save(later.lake.name_of(POSTS).split("`")[1])
    columns = {**POSTS_SOURCE["tables"]["posts"], "score": "votes"}
    later.source(**{**POSTS_SOURCE, "tables": {**POSTS_SOURCE["tables"], "posts": columns}})
    later.file("posts/a.json", *files)

    later.run("net")

    assert later.rows(POSTS, "post_id", "score") == [("net:p1", -3), ("net:p2", None)]
