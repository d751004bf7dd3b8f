"""Small groups: whose figures are kept back, and that they cannot be asked for another way."""

from __future__ import annotations

import re
from datetime import date

import pyarrow as pa
import pytest

from voxlake.run.auth_settings import AuthSettings, Role
from voxlake.serve.auth.groups import PEOPLE, narrowed, reading_for, small_groups
from voxlake.serve.auth.principal import admitted
from voxlake.serve.reading.question import Condition, Order, Page, Question
from voxlake.serve.reading.snapshots import Edition
from voxlake.tables import GROWTH, SEGMENT_PROFILES, TABLES, TOPIC_TRENDS, USER_FUNNEL

_COUNTS = re.compile(
    r"(^|_)(user|author|buyer|customer|follower|people|person|account|member)s?_count$"
    r"|^(active|new|paying)_users$|^(cohort_size|dau|wau|mau)$"
    r"|_(new|retained|resurrected|dormant)$"
)
"""Names of columns that count people."""
_NO_PEOPLE = {
    ("content_learnt", "account_count"): "accounts that the brand itself publishes by",
    ("user_features", "follower_count"): "a row is of one user, known by a personal column",
}


def funnel(*counts: int | None) -> pa.Table:
    size = len(counts)
    return pa.table(
        {
            "as_of_date": pa.array([date(2026, 3, 1)] * size),
            "segment_id": pa.array(range(size), pa.int32()),
            "step_number": pa.array([1] * size, pa.int32()),
            "step": ["first purchase"] * size,
            "user_count": pa.array(counts, pa.int64()),
            "median_days": pa.array([3.5] * size),
        }
    )


def test_every_gold_table_that_counts_people_is_covered():
    found = {
        (table.view, name)
        for table in TABLES
        if table.layer == "gold"
        for name in table.column_names
        if _COUNTS.search(name)
    }

    declared = {(view, name) for view, counts in PEOPLE.items() for name in counts}
    assert found - declared - set(_NO_PEOPLE) == set()
    assert set(_NO_PEOPLE) <= found


def test_what_is_declared_of_small_groups_are_columns_of_tables():
    columns = {table.view: set(table.column_names) for table in TABLES}
    keys = {table.view: set(table.keys) for table in TABLES}

    for view, counts in PEOPLE.items():
        for count, rest in counts.items():
            named = {count, *rest.split()}
            assert named <= columns[view], view
            assert not named & keys[view], view
            assert not rest or count in rest.split(), (view, count)


def test_a_group_of_few_people_keeps_its_keys_and_nothing_else():
    rows = small_groups(USER_FUNNEL, funnel(1, 4, 5, 0, None), 5)

    assert rows.column("user_count").to_pylist() == [None, None, 5, 0, None]
    assert rows.column("median_days").to_pylist() == [None, None, 3.5, 3.5, 3.5]
    assert rows.column("step").to_pylist()[:3] == [None, None, "first purchase"]
    assert rows.column("segment_id").to_pylist() == [0, 1, 2, 3, 4]
    assert rows.schema == funnel(1).schema


@pytest.mark.parametrize("least", [0, 1])
def test_nothing_is_kept_back_where_every_group_may_be_told(least):
    assert small_groups(USER_FUNNEL, funnel(1, 4), least).equals(funnel(1, 4))


def test_only_what_rests_on_the_small_count_is_kept_back():
    rows = pa.table(
        {
            "as_of_date": [date(2026, 3, 1)],
            "segment_id": [3],
            "user_count": [800],
            "earlier_user_count": [2],
            "growth": [399.0],
            "buyer_count": [2],
            "revenue": [70.0],
            "mood": ["joy"],
            "moods": pa.array([[{"mood": "joy", "share": 0.5}]]),
        }
    )

    (told,) = small_groups(SEGMENT_PROFILES, rows, 5).to_pylist()

    assert (told["user_count"], told["mood"]) == (800, "joy")
    assert told["moods"] == [{"mood": "joy", "share": 0.5}]
    assert {told[name] for name in ("earlier_user_count", "growth", "buyer_count", "revenue")} == {
        None
    }
    few = rows.set_column(2, "user_count", pa.array([3]))
    assert set(
        small_groups(SEGMENT_PROFILES, few, 5, ["mood", "moods"]).to_pylist()[0].values()
    ) == {None}


def test_a_column_that_is_asked_for_alone_is_kept_back_all_the_same():
    question = narrowed(Question(USER_FUNNEL, columns=("segment_id", "median_days")), 5)
    assert question.columns == ("segment_id", "median_days", "user_count")

    rows = small_groups(
        USER_FUNNEL, funnel(2).select(question.columns), 5, ("segment_id", "median_days")
    )

    assert rows.to_pylist() == [{"segment_id": 0, "median_days": None}]


def test_rows_without_the_count_to_go_by_are_not_told():
    with pytest.raises(ValueError, match="user_count"):
        small_groups(USER_FUNNEL, funnel(2).drop_columns("user_count"), 5)


@pytest.mark.parametrize(
    "asked",
    [
        {"where": (Condition("sentiment", "gt", 0.9),)},
        {"order": (Order("sentiment"),)},
        {"where": (Condition("author_count", "eq", 2),)},
        {"columns": ("topic_id",), "where": (Condition("is_burst", "eq", True),)},
    ],
)
def test_small_groups_are_not_found_by_what_is_kept_back_of_them(asked):
    question = narrowed(Question(TOPIC_TRENDS, **asked), 5)

    assert question.where == (*asked.get("where", ()), Condition("author_count", "ge", 5))


def test_small_groups_are_found_by_their_keys():
    by_keys = Question(
        TOPIC_TRENDS, where=(Condition("topic_id", "eq", 3),), order=(Order("post_date", True),)
    )

    assert narrowed(by_keys, 5) == by_keys
    assert narrowed(Question(TOPIC_TRENDS, order=(Order("sentiment"),)), 0).where == ()


def test_a_question_is_narrowed_by_the_counts_that_the_column_rests_on():
    question = narrowed(Question(GROWTH, order=(Order("stickiness"),)), 5)

    assert {condition.column for condition in question.where} == {"dau", "mau"}


def test_who_sees_people_is_told_of_every_group_and_others_are_not():
    edition = Edition("of-the-table", 3, None)

    def read(question: Question) -> Page:
        assert "user_count" in question.columns
        return Page(funnel(2, 7).select(question.columns), "next", edition)

    question = Question(USER_FUNNEL, columns=("segment_id", "user_count"))
    told = {
        role: reading_for(admitted(AuthSettings(), "ana", [role], "key"), read)(question)
        for role in Role
    }

    counts = {role: page.rows.column("user_count").to_pylist() for role, page in told.items()}
    assert counts.pop(Role.ANALYST) == [2, 7]
    assert list(counts.values()) == [[None, 7]] * 3
    assert all((page.after, page.edition) == ("next", edition) for page in told.values())
