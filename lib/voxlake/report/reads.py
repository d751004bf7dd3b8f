"""The pages of the report and what each of them reads, as plain data; imports no pyspark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from voxlake.tables import (
    BRAND_SENTIMENT,
    COLUMN_PROFILES,
    COMPETITOR_POSTING,
    DATA_QUALITY,
    DEMAND,
    FORECASTS,
    GROWTH,
    MODEL_METRICS,
    ORDER_RECONCILIATION,
    POST_EMOTION,
    POST_LANGUAGE,
    POST_SENTIMENT,
    POST_TOPICS,
    POSTS,
    PURCHASE_LINES,
    RETENTION,
    SEGMENT_MOVES,
    SEGMENT_PROFILES,
    SEGMENT_VALUE,
    SENTIMENT_ALERTS,
    SHARE_OF_VOICE,
    TERM_TRENDS,
    TOP_POSTS,
    TOPIC_BURSTS,
    TOPIC_CHANGES,
    TOPIC_NAMES,
    TOPIC_PROFILES,
    TOPIC_TERMS,
    TOPIC_TRENDS,
    TOPICS,
    USER_FUNNEL,
    USER_REVENUE,
    USER_VALUE,
    VALUE_TOTALS,
    Table,
)

Lookback = int | str | None
EVERYTHING: Lookback = None
"""Every row there is."""
OF_THE_DAY: Lookback = 0
"""The rows of the last day alone."""


@dataclass(frozen=True)
class Page:
    """A page of the report.

    Attributes:
        name: Of its module and its template in `report/pages`, and of its file.
        title: What the menu calls it.
        reads: The tables it is made of, and how far back it looks: days before the last one, the
            name of the setting that says how many, or everything.
    """

    name: str
    title: str
    reads: Mapping[Table, Lookback] = field(hash=False)


PAGES = (
    Page(
        "week",
        "This week",
        {
            POSTS: EVERYTHING,
            POST_LANGUAGE: "counted_days",
            POST_SENTIMENT: "counted_days",
            POST_EMOTION: "counted_days",
            POST_TOPICS: "counted_days",
            TOPIC_NAMES: EVERYTHING,
            PURCHASE_LINES: "counted_days",
            BRAND_SENTIMENT: EVERYTHING,
            SENTIMENT_ALERTS: EVERYTHING,
            TOPICS: EVERYTHING,
            TOPIC_TERMS: EVERYTHING,
            SEGMENT_PROFILES: OF_THE_DAY,
            SEGMENT_VALUE: OF_THE_DAY,
            USER_VALUE: OF_THE_DAY,
            MODEL_METRICS: EVERYTHING,
            DATA_QUALITY: EVERYTHING,
        },
    ),
    Page(
        "topics",
        "Topics",
        {
            POSTS: "counted_days",
            POST_TOPICS: "counted_days",
            TOPICS: EVERYTHING,
            TOPIC_TERMS: EVERYTHING,
            TOPIC_NAMES: EVERYTHING,
            TOPIC_CHANGES: EVERYTHING,
            TOPIC_PROFILES: OF_THE_DAY,
            TOPIC_TRENDS: "counted_days",
            TOPIC_BURSTS: OF_THE_DAY,
            TOP_POSTS: OF_THE_DAY,
            TERM_TRENDS: "counted_days",
            SHARE_OF_VOICE: "counted_days",
            COMPETITOR_POSTING: OF_THE_DAY,
        },
    ),
    Page(
        "segments",
        "Groups of users",
        {
            SEGMENT_PROFILES: OF_THE_DAY,
            SEGMENT_MOVES: OF_THE_DAY,
            VALUE_TOTALS: OF_THE_DAY,
            POST_TOPICS: "counted_days",
            TOPIC_NAMES: EVERYTHING,
            TOPICS: EVERYTHING,
            MODEL_METRICS: EVERYTHING,
        },
    ),
    Page(
        "value",
        "Value",
        {
            USER_REVENUE: OF_THE_DAY,
            USER_FUNNEL: OF_THE_DAY,
            USER_VALUE: OF_THE_DAY,
            VALUE_TOTALS: OF_THE_DAY,
            SEGMENT_PROFILES: OF_THE_DAY,
            ORDER_RECONCILIATION: "days",
            MODEL_METRICS: EVERYTHING,
        },
    ),
    Page(
        "growth",
        "Growth",
        {
            GROWTH: "days",
            RETENTION: EVERYTHING,
            SEGMENT_PROFILES: OF_THE_DAY,
            FORECASTS: OF_THE_DAY,
        },
    ),
    Page("demand", "When people are there", {DEMAND: OF_THE_DAY}),
    Page("columns", "What the data holds", {COLUMN_PROFILES: EVERYTHING}),
)
"""The pages in the order of the menu; the first is always there."""


def reads_of(pages: tuple[Page, ...] = PAGES) -> dict[Table, Lookback]:
    """Every table that the pages read, each as far back as any of them looks."""
    reads: dict[Table, Lookback] = {}
    for page in pages:
        for table, lookback in page.reads.items():
            reads[table] = _wider(reads.get(table, lookback), lookback)
    return reads


def _wider(one: Lookback, other: Lookback) -> Lookback:
    """The lookback that has both in it; everything where neither is known to have the other."""
    if OF_THE_DAY in (one, other):
        return other if one == OF_THE_DAY else one
    return one if one == other else EVERYTHING
