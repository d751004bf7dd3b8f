"""The counts of a file add up, or the run stops."""

from datetime import date

import pytest

from voxlake.core.errors import InputError, QualityError
from voxlake.ingest.quality import count_steps, with_zeros
from voxlake.ingest.summary import add_up, require_balance, summarise
from voxlake.ingest.targets import TARGETS
from voxlake.tables import DATA_QUALITY

JAN_1 = date(2024, 1, 1)
RECORDS_DDL = (
    "source string, file string, arrived_date date, record_hash string, left_out string, "
    "values map<string,string>, told array<string>"
)
ROWS_DDL = (
    "_source string, _file string, _arrived_date date, _status string, _reason string, "
    "_record_hash string, unusable_reason string, _detail string, "
    "_nulled array<struct<column:string,reason:string,value:string>>"
)


def records(frame, **counts: int):
    rows = [
        {"source": "s", "file": file, "arrived_date": JAN_1}
        for file, count in counts.items()
        for _ in range(count)
    ]
    return frame(RECORDS_DDL, *rows)


def outcome(file: str, status: str, hash_: str, **others):
    kept = {"_source": "s", "_file": file, "_arrived_date": JAN_1}
    return {**kept, "_status": status, "_record_hash": hash_, **others}


def told(figures) -> dict[tuple, int]:
    return {(r["file"], r["step"]): r["row_count"] for r in figures.collect()}


def test_each_file_is_counted_from_read_to_usable(frame):
    rows = frame(
        ROWS_DDL,
        outcome("a", "accepted", "1"),
        outcome("a", "accepted", "2", unusable_reason="spam"),
        outcome("a", "duplicate", "1"),
        outcome("a", "rejected", "3", _reason="id_missing"),
        outcome("a", "other day", "4"),
        outcome("b", "rejected", "3", _reason="id_missing"),
        outcome("c", "other day", "4"),
    )

    figures = count_steps(records(frame, a=5, b=1, c=1), rows, TARGETS["posts"])

    require_balance(add_up(figures))
    assert told(figures) == {
        ("a", "read"): 4,
        ("a", "accepted"): 2,
        ("a", "duplicate"): 1,
        ("a", "rejected"): 1,
        ("a", "rejected: id_missing"): 1,
        ("a", "unusable: spam"): 1,
        ("a", "usable"): 1,
        ("b", "read"): 1,
        ("b", "accepted"): 0,
        ("b", "duplicate"): 0,
        ("b", "rejected"): 1,
        ("b", "rejected: id_missing"): 1,
    }


def test_values_that_are_null_are_counted_by_column_and_reason_beside_the_records(frame):
    def null(column: str, reason: str, value: str) -> dict:
        return {"column": column, "reason": reason, "value": value}

    negative = null("like_count", "number_negative", "-3")
    rows = frame(
        ROWS_DDL,
        outcome("a", "accepted", "1", _nulled=[negative]),
        outcome("a", "accepted", "2", _nulled=[{**negative, "value": "-1"}]),
        outcome(
            "a", "accepted", "3", _nulled=[null("is_repost", "value_malformed", "?"), negative]
        ),
        outcome("a", "duplicate", "4", _nulled=[negative]),
        outcome("a", "rejected", "5", _reason="id_missing", _detail="post_id", _nulled=[negative]),
    )

    figures = count_steps(records(frame, a=5), rows, TARGETS["posts"])

    totals = add_up(figures)
    require_balance(totals)
    assert told(figures)[("a", "set to null: like_count number_negative")] == 3
    assert told(figures)[("a", "set to null: is_repost value_malformed")] == 1
    assert summarise(totals)["s posts"] == (
        "5 read = 3 accepted + 1 duplicate + 1 rejected (1 id_missing); most often id_missing, "
        "post_id, in a (see posts.post_id; `explode` where a record holds a list of them); set to "
        "null: 3 like_count (number_negative, such as -1; see "
        "`score`, which may be negative, in its place), 1 is_repost (value_malformed, such as ?; "
        "see posts.is_repost); 3 usable, 0 unusable"
    )


def test_the_content_of_a_file_is_known_whatever_the_order_and_what_became_of_it(frame):
    def content(*rows):
        figures = count_steps(records(frame, a=len(rows)), frame(ROWS_DDL, *rows), TARGETS["posts"])
        return figures.select("content_id").distinct().collect()[0][0]

    first = content(outcome("a", "accepted", "1"), outcome("a", "accepted", "2"))
    again = content(outcome("a", "duplicate", "2"), outcome("a", "accepted", "1"))
    other = content(outcome("a", "accepted", "1"), outcome("a", "accepted", "1"))

    assert first == again != other


def test_a_record_that_is_lost_stops_the_run(frame):
    rows = frame(ROWS_DDL, outcome("a", "accepted", "1"))
    figures = count_steps(records(frame, a=2), rows, TARGETS["posts"])

    with pytest.raises(QualityError, match=r"records of a .* 1 were neither accepted nor rejected"):
        require_balance(add_up(figures))


def test_a_step_that_is_no_more_becomes_zero(frame):
    def figure(step: str, count: int, file: str = "a") -> dict:
        of = {"source": "s", "file": file, "content_id": "c", "table_name": "posts"}
        return {**of, "arrived_date": JAN_1, "step": step, "row_count": count}

    now = frame(DATA_QUALITY, figure("read", 2), figure("usable", 2))
    stored = frame(
        DATA_QUALITY,
        figure("read", 2),
        figure("unusable: spam", 1),
        figure("read", 9, file="another"),
    )

    assert told(with_zeros(now, stored)) == {
        ("a", "read"): 2,
        ("a", "usable"): 2,
        ("a", "unusable: spam"): 0,
    }


def test_the_summary_fails_when_nothing_could_be_used(frame):
    missing = {"_reason": "column_missing", "_detail": "Liked"}
    rows = frame(
        ROWS_DDL,
        outcome("a", "rejected", "1", _reason="id_missing", _detail="post_id"),
        outcome("a", "rejected", "2", **missing),
        outcome("a", "rejected", "3", **missing),
    )
    figures = count_steps(records(frame, a=3), rows, TARGETS["posts"])

    said = (
        r"s posts: not one .* 3 rejected \(2 column_missing, 1 id_missing\); "
        r"most often column_missing, Liked, in a \(see the columns that posts names, .*\); "
        r"id_missing, post_id, in a \(see posts.post_id; `explode` .*\)\)"
    )
    with pytest.raises(InputError, match=said):
        summarise(add_up(figures))
    assert summarise(add_up(figures), proven=["s"])
