"""Sums that charts show and no table has in a few rows, each with the SELECT that gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from voxlake import tables as t
from voxlake.serve.auth.principal import Role
from voxlake.tables import Column, Table
from voxlake.tables.table import column

_GOLD = (Role.READER, Role.ANALYST, Role.MARKETER)


@dataclass(frozen=True)
class Sum:
    """Rows that are computed when they are asked for.

    Attributes:
        rows: What its rows are, declared as those of tables are.
        of: The tables that it reads, the one that it counts rows of first.
        roles: Of these one is needed.
        select: DuckDB's SELECT over the views; `{where}` is what holds of the rows counted. It
            gives `person_count` beside the columns, where its rows are of people: how many.
        filters: Parameters, and what holds of the rows where one is given.
        day: The column of days of the first table, for `from` and `to`; None: it has none.
    """

    rows: Table
    of: tuple[Table, ...]
    roles: tuple[Role, ...]
    select: str
    filters: Mapping[str, tuple[str, str]]
    day: str | None = None


def _as_in(table: Table, name: str) -> Column:
    return next(one for one in table.columns if one.name == name)


def _rows(view: str, comment: str, keys: tuple[str, ...], *columns: Column) -> Table:
    return Table(f"{view}_v1", "gold", comment, keys, columns)


_POST_DATE = _as_in(t.POST_SENTIMENT, "post_date")
_OF_POSTS = {
    "topic_id": (
        "integer",
        "post_id IN (SELECT post_id FROM post_topics"
        " WHERE topic_id = $topic_id AND coalesce(is_clear, true))",
    ),
    "segment_id": (
        "integer",
        "user_id IN (SELECT user_id FROM user_segments_latest WHERE segment_id = $segment_id)",
    ),
    "language": (
        "string",
        "post_id IN (SELECT post_id FROM post_language WHERE language = $language)",
    ),
}
"""Filters of posts: their type, and what holds of the posts that are counted."""
_OF_SCORED = (t.POST_TOPICS, t.USER_SEGMENTS, t.POST_LANGUAGE)

SENTIMENT_DAYS = Sum(
    rows=_rows(
        "sentiment_days",
        "One row per day: how many scored posts have each sentiment.",
        ("post_date",),
        _POST_DATE,
        _as_in(t.BRAND_SENTIMENT, "post_count"),
        _as_in(t.BRAND_SENTIMENT, "negative_count"),
        column("neutral_count", "long", "Those with the label neutral."),
        column("positive_count", "long", "Those with the label positive."),
        column("unsure_count", "long", "Those with the label unsure."),
        _as_in(t.TOPIC_TRENDS, "sentiment"),
    ),
    of=(t.POST_SENTIMENT, *_OF_SCORED),
    roles=_GOLD,
    select="""
        SELECT post_date, count(*) AS post_count,
            count(*) FILTER (label = 'negative') AS negative_count,
            count(*) FILTER (label = 'neutral') AS neutral_count,
            count(*) FILTER (label = 'positive') AS positive_count,
            count(*) FILTER (label = 'unsure') AS unsure_count,
            avg(score) AS sentiment,
            count(DISTINCT user_id) AS person_count
        FROM post_sentiment {where} GROUP BY post_date ORDER BY post_date""",
    filters=_OF_POSTS,
    day="post_date",
)

EMOTION_DAYS = Sum(
    rows=_rows(
        "emotion_days",
        "One row per day and emotion: how many scored posts carry it.",
        ("post_date", "label"),
        _POST_DATE,
        _as_in(t.POST_EMOTION, "label"),
        _as_in(t.BRAND_SENTIMENT, "post_count"),
    ),
    of=(t.POST_EMOTION, *_OF_SCORED),
    roles=_GOLD,
    select="""
        SELECT post_date, label, count(*) AS post_count, count(DISTINCT user_id) AS person_count
        FROM post_emotion {where} GROUP BY ALL ORDER BY ALL""",
    filters=_OF_POSTS,
    day="post_date",
)

ACTIVITY_DAYS = Sum(
    rows=_rows(
        "activity_days",
        "One row per day and measure: how much was done, all hours and segments together.",
        ("activity_date", "measure", "currency"),
        _as_in(t.ACTIVITY_HOURS, "activity_date"),
        _as_in(t.ACTIVITY_HOURS, "measure"),
        _as_in(t.ACTIVITY_HOURS, "activity_count"),
        _as_in(t.ACTIVITY_HOURS, "total"),
        _as_in(t.USER_REVENUE, "currency"),
    ),
    of=(t.ACTIVITY_HOURS, t.USER_REVENUE),
    roles=_GOLD,
    select="""
        SELECT activity_date, measure, sum(activity_count)::BIGINT AS activity_count,
            sum(total) AS total,
            CASE WHEN measure = 'revenue'
                THEN (SELECT max(currency) FROM user_revenue_latest) END AS currency,
            sum(activity_count)::BIGINT AS person_count
        FROM activity_hours {where} GROUP BY activity_date, measure ORDER BY activity_date""",
    filters={"measure": ("string", "measure = $measure")},
    day="activity_date",
)

QUALITY_STEPS = Sum(
    rows=_rows(
        "quality_steps",
        "One row per source, table and step: how many records, all files together.",
        ("source", "table_name", "step"),
        _as_in(t.DATA_QUALITY, "source"),
        _as_in(t.DATA_QUALITY, "table_name"),
        _as_in(t.DATA_QUALITY, "step"),
        _as_in(t.DATA_QUALITY, "row_count"),
    ),
    of=(t.DATA_QUALITY,),
    roles=(Role.OPERATOR,),
    select="""
        SELECT source, table_name, step, sum(row_count)::BIGINT AS row_count
        FROM data_quality {where} GROUP BY ALL ORDER BY ALL""",
    filters={},
)

CHOICES = Sum(
    rows=_rows(
        "choices",
        "One row: the days that there are, and what the dashboard's filters can be set to.",
        (),
        column("first_day", "date", "First day with scored posts; null: none are."),
        column("last_day", "date", "Last day with scored posts; null likewise."),
        column("brands", "array<string>", "Brands of `brand_sentiment`, but `all`."),
        column("topic_ids", "array<integer>", "Topics of `topic_names` that are shown."),
        column("segment_ids", "array<integer>", "Segments of the last `segment_profiles`."),
        column("languages", "array<string>", "Languages with most posts, up to twenty."),
    ),
    of=(
        t.BRAND_SENTIMENT,
        t.TOPIC_NAMES,
        t.SEGMENT_PROFILES,
        t.POST_LANGUAGE,
    ),
    roles=(*_GOLD, Role.OPERATOR),
    select="""
        SELECT min(post_date) AS first_day, max(post_date) AS last_day,
            list_sort(list(DISTINCT brand) FILTER (brand <> 'all')) AS brands,
            (SELECT list_sort(list(topic_id)) FROM topic_names
                WHERE shown_as = topic_id AND NOT is_hidden) AS topic_ids,
            (SELECT list_sort(list(segment_id)) FROM segment_profiles_latest) AS segment_ids,
            (SELECT list_sort(list(language)) FROM (SELECT language FROM post_language
                WHERE language IS NOT NULL GROUP BY language ORDER BY count(*) DESC LIMIT 20)
            ) AS languages
        FROM brand_sentiment""",
    filters={},
)

SUMS: tuple[Sum, ...] = (SENTIMENT_DAYS, EMOTION_DAYS, ACTIVITY_DAYS, QUALITY_STEPS, CHOICES)
"""The sums, in the order of docs/dashboard.md."""
