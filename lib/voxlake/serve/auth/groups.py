"""Keeps groups of few people from those who may not see people.

A figure of two people tells each of them the other's. Rows of tables that count people keep their
keys; what rests on a count of 1 to `least - 1` people becomes null, the count with it. Nor may
such rows be found, or put in order, by what is kept back: `narrowed` sees to that beforehand.
What this does not stop is in docs/api_auth.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from voxlake.serve.auth.principal import Principal
from voxlake.serve.reading.question import Condition, Page, Question
from voxlake.tables import Table

_OF_ORDERS = (
    "order_count revenue expected_value profit cost_per_order return_on_spend return_with_value"
)
_OF_BUYERS = "buyer_count currency revenue expected_value mean_expected_value"
_OF_PERIODS = {
    f"{period}_{what}": f"{period}_{what} {period}_quick_ratio"
    for period in ("daily", "weekly", "monthly")
    for what in ("new", "retained", "resurrected", "dormant")
}
_ALL = ""

PEOPLE: Mapping[str, Mapping[str, str]] = {
    "activity_hours": {"activity_count": _ALL},
    "buyer_cohorts": {"cohort_size": _ALL, "buyer_count": _ALL},
    "campaign_results": {
        "order_count": _OF_ORDERS,
        "new_customer_count": "new_customer_count cost_per_customer",
    },
    "demand": {"activity_count": _ALL},
    "experiment_results": {
        "user_count": _ALL,
        "control_user_count": _ALL,
        "mixed_user_count": "mixed_user_count",
    },
    "growth": {
        "dau": "dau stickiness",
        "wau": "wau",
        "mau": "mau stickiness",
        **_OF_PERIODS,
    },
    "hashtag_pairs": {"author_count": _ALL},
    "hashtags": {"author_count": _ALL},
    "order_reconciliation": {"order_count": _ALL},
    "recommendation_clicks": {"user_count": _ALL},
    "recommendation_metrics": {"user_count": _ALL},
    "retention": {"cohort_size": _ALL, "active_users": _ALL},
    "segment_mood_weekly": {"user_count": _ALL},
    "segment_profiles": {
        "user_count": _ALL,
        "earlier_user_count": "earlier_user_count growth",
        "buyer_count": _OF_BUYERS,
    },
    "segment_value": {"user_count": _ALL},
    "share_of_voice": {"author_count": _ALL},
    "similar_items": {"user_count": _ALL},
    "term_days": {"author_count": _ALL},
    "term_trends": {"author_count": _ALL},
    "topic_profiles": {"author_count": _ALL},
    "topic_trends": {"author_count": _ALL},
    "user_funnel": {"user_count": _ALL},
    "user_revenue": {"user_count": _ALL, "paying_user_count": _ALL},
    "value_holdout": {"user_count": _ALL},
    "value_totals": {"user_count": _ALL},
}
"""By view: columns that count people, or orders and activity where these are no fewer than people,
and the columns that rest on each; all but the keys where none are named."""


def reading_for(
    principal: Principal, read: Callable[[Question], Page]
) -> Callable[[Question], Page]:
    """How questions are answered to somebody: without what small groups would tell of people."""

    def told(question: Question) -> Page:
        least = principal.least_group
        page = read(narrowed(question, least))
        rows = small_groups(question.table, page.rows, least, question.columns)
        return replace(page, rows=rows)

    return told


def narrowed(question: Question, least: int) -> Question:
    """The question as somebody without personal rights may ask it.

    It reads the counts that `small_groups` goes by; and where it asks for or by a column that
    rests on some of them, it finds only rows in which these are at least `least`.
    """
    rests_on = _rests_on(question.table)
    if least <= 1 or not rests_on:
        return question
    asked_by = [c.column for c in question.where] + [o.column for o in question.order]
    counts = dict.fromkeys(count for name in asked_by for count in rests_on.get(name, ()))
    where = (*question.where, *(Condition(count, "ge", least) for count in counts))
    columns = question.columns and (*question.columns, *_counts(question.table))
    return replace(question, where=where, columns=tuple(dict.fromkeys(columns)))


def small_groups(table: Table, rows: pa.Table, least: int, columns: Iterable[str] = ()) -> pa.Table:
    """The rows, without what is told of groups of fewer than `least` people.

    Args:
        table: The table that they are of.
        rows: Rows that answer a question as `narrowed` gives it.
        least: People from which a group is told of; 0 or 1: all are.
        columns: The columns to give; empty for all that there are.

    Raises:
        ValueError: a count to go by is not among the rows' columns.
    """
    if least > 1 and (missing := set(_counts(table)) - set(rows.column_names)):
        raise ValueError(f"Rows of {table.view} need {sorted(missing)}: see `narrowed`.")
    chosen = list(columns) or rows.column_names
    if least <= 1:
        return rows.select(chosen)
    is_small = {count: _is_small(rows[count], least) for count in _counts(table)}
    rests_on = _rests_on(table)
    kept = {
        name: _blanked(rows[name], [is_small[count] for count in rests_on.get(name, ())])
        for name in chosen
    }
    return pa.table(kept, schema=pa.schema([rows.schema.field(name) for name in chosen]))


@cache
def _rests_on(table: Table) -> Mapping[str, tuple[str, ...]]:
    """For each column that is kept back at times, the counts that it rests on."""
    named = {count: rest.split() for count, rest in PEOPLE.get(table.view, {}).items()}
    others = [name for name in table.column_names if name not in table.keys]
    return {
        name: found
        for name in others
        if (found := tuple(c for c, rest in named.items() if not rest or name in rest))
    }


def _counts(table: Table) -> tuple[str, ...]:
    return tuple(PEOPLE.get(table.view, ()))


def _is_small(counts: pa.ChunkedArray, least: int) -> pa.ChunkedArray:
    """Whether there are some people, and too few; not where it is unknown how many."""
    small = pc.and_(pc.greater(counts, 0), pc.less(counts, least))
    return pc.fill_null(small, fill_value=False)


def _blanked(values: pa.ChunkedArray, small: list[pa.ChunkedArray]) -> pa.ChunkedArray:
    for where in small:
        values = pc.if_else(where, pa.scalar(None, values.type), values)
    return values
