"""The pages of the report and what each of them reads, as plain data; imports no pyspark."""

from __future__ import annotations

from dataclasses import dataclass

from voxlake.tables import (
    BANDIT_STATE,
    BEST_POST_TIMES,
    BOUGHT_TOGETHER,
    BRAND_SENTIMENT,
    BUDGET_PLAN,
    CAMPAIGN_RESULTS,
    COLUMN_PROFILES,
    COMPETITOR_POSTING,
    CONTENT_FINDINGS,
    CONTENT_LEARNT,
    CONTENT_RECOMMENDATIONS,
    CONTENT_SCORES,
    DATA_QUALITY,
    DEMAND,
    DRAFTS,
    ENGAGEMENT_FORECASTS,
    EVERYTHING,
    EXPERIMENT_RESULTS,
    EXPERIMENTS,
    FORECASTS,
    GROWTH,
    IMAGES,
    MIX_CHANNELS,
    MIX_CONTRIBUTIONS,
    MIX_CURVES,
    MODEL_METRICS,
    OF_THE_DAY,
    ORDER_RECONCILIATION,
    ORDERS,
    POST_EMOTION,
    POST_LANGUAGE,
    POST_SENTIMENT,
    POST_TOPICS,
    POSTING_SCHEDULE,
    POSTS,
    PUBLICATIONS,
    PURCHASE_LINES,
    RECOMMENDATION_CLICKS,
    RECOMMENDATION_METRICS,
    REPLY_QUEUE,
    REPLY_TIMES,
    RETENTION,
    ROI_PREDICTIONS,
    SEGMENT_MOVES,
    SEGMENT_PROFILES,
    SEGMENT_VALUE,
    SENTIMENT_ALERTS,
    SHARE_OF_VOICE,
    SIMILAR_ITEMS,
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
    USER_RECOMMENDATIONS,
    USER_REVENUE,
    USER_VALUE,
    USERS,
    VALUE_TOTALS,
    Lookback,
    Read,
    Table,
)


@dataclass(frozen=True)
class Page:
    """A page of the report.

    Attributes:
        name: Of its module and its template in `report/pages`, and of its file.
        title: What the menu calls it.
        reads: The tables it is made of, and how many days up to the last one it looks at.
    """

    name: str
    title: str
    reads: tuple[Read, ...]


_BOARD = (
    Read(DRAFTS, EVERYTHING),
    Read(IMAGES, "days"),
    Read(PUBLICATIONS, EVERYTHING),
    Read(POSTING_SCHEDULE),
    Read(REPLY_QUEUE),
    Read(REPLY_TIMES),
    Read(POSTS, "counted_days"),
    Read(CONTENT_SCORES),
    Read(CONTENT_FINDINGS),
    Read(CONTENT_LEARNT),
)
PAGES = (
    Page(
        "week",
        "This week",
        (
            Read(POSTS, EVERYTHING),
            Read(POST_LANGUAGE, "counted_days"),
            Read(POST_SENTIMENT, "counted_days"),
            Read(POST_EMOTION, "counted_days"),
            Read(POST_TOPICS, "counted_days"),
            Read(TOPIC_NAMES, EVERYTHING),
            Read(PURCHASE_LINES, "counted_days"),
            Read(BRAND_SENTIMENT, EVERYTHING),
            Read(SENTIMENT_ALERTS, EVERYTHING),
            Read(TOPICS, EVERYTHING),
            Read(TOPIC_TERMS, EVERYTHING),
            Read(SEGMENT_PROFILES),
            Read(SEGMENT_VALUE),
            Read(USER_VALUE),
            Read(MODEL_METRICS, EVERYTHING),
            Read(DATA_QUALITY, EVERYTHING),
        ),
    ),
    Page(
        "topics",
        "Topics",
        (
            Read(POSTS, "counted_days"),
            Read(POST_TOPICS, "counted_days"),
            Read(TOPICS, EVERYTHING),
            Read(TOPIC_TERMS, EVERYTHING),
            Read(TOPIC_NAMES, EVERYTHING),
            Read(TOPIC_CHANGES, EVERYTHING),
            Read(TOPIC_PROFILES),
            Read(TOPIC_TRENDS, "counted_days"),
            Read(TOPIC_BURSTS),
            Read(TOP_POSTS),
            Read(TERM_TRENDS, "counted_days"),
            Read(SHARE_OF_VOICE, "counted_days"),
            Read(COMPETITOR_POSTING),
        ),
    ),
    Page(
        "segments",
        "Groups of users",
        (
            Read(SEGMENT_PROFILES),
            Read(SEGMENT_MOVES),
            Read(VALUE_TOTALS),
            Read(POST_TOPICS, "counted_days"),
            Read(TOPIC_NAMES, EVERYTHING),
            Read(TOPICS, EVERYTHING),
            Read(MODEL_METRICS, EVERYTHING),
        ),
    ),
    Page(
        "value",
        "Value",
        (
            Read(USER_REVENUE),
            Read(USER_FUNNEL),
            Read(USER_VALUE),
            Read(VALUE_TOTALS),
            Read(SEGMENT_PROFILES),
            Read(ORDER_RECONCILIATION, "days"),
            Read(MODEL_METRICS, EVERYTHING),
        ),
    ),
    Page(
        "growth",
        "Growth",
        (
            Read(GROWTH, "days"),
            Read(RETENTION, EVERYTHING),
            Read(SEGMENT_PROFILES),
            Read(FORECASTS),
        ),
    ),
    Page("demand", "When people are there", (Read(DEMAND),)),
    Page(
        "brief",
        "What to do",
        (
            Read(BEST_POST_TIMES),
            Read(USERS, EVERYTHING),
            Read(EXPERIMENT_RESULTS),
            Read(EXPERIMENTS, EVERYTHING),
            Read(BANDIT_STATE, "days"),
            Read(SEGMENT_PROFILES),
            Read(CAMPAIGN_RESULTS),
            Read(MIX_CHANNELS, "days"),
            Read(MIX_CURVES, "days"),
            Read(MIX_CONTRIBUTIONS, "days"),
            Read(BUDGET_PLAN, "days"),
            *_BOARD,
        ),
    ),
    Page(
        "times",
        "When to post",
        (
            Read(BEST_POST_TIMES),
            Read(ENGAGEMENT_FORECASTS),
            Read(USERS, EVERYTHING),
            Read(SEGMENT_PROFILES),
        ),
    ),
    Page(
        "experiments",
        "Experiments",
        (
            Read(EXPERIMENT_RESULTS),
            Read(EXPERIMENTS, EVERYTHING),
            Read(BANDIT_STATE, "days"),
            Read(SEGMENT_PROFILES),
        ),
    ),
    Page(
        "budget",
        "Budget",
        (
            Read(CAMPAIGN_RESULTS),
            Read(ROI_PREDICTIONS),
            Read(MIX_CHANNELS, "days"),
            Read(MIX_CURVES, "days"),
            Read(MIX_CONTRIBUTIONS, "days"),
            Read(BUDGET_PLAN, "days"),
        ),
    ),
    Page("content", "Content board", _BOARD),
    Page(
        "recommendations",
        "Recommendations",
        (
            Read(CONTENT_RECOMMENDATIONS),
            Read(USER_RECOMMENDATIONS),
            Read(RECOMMENDATION_METRICS, "days"),
            Read(RECOMMENDATION_CLICKS),
            Read(BOUGHT_TOGETHER),
            Read(SIMILAR_ITEMS),
            Read(POSTS, "counted_days"),
            Read(ORDERS, "counted_days"),
            Read(USERS, EVERYTHING),
        ),
    ),
    Page("columns", "What the data holds", (Read(COLUMN_PROFILES, EVERYTHING),)),
)
"""The pages in the order of the menu; the first is always there."""


def reads_of(pages: tuple[Page, ...] = PAGES) -> tuple[Read, ...]:
    """Every table that the pages read, each as far back as any of them looks."""
    lookbacks: dict[Table, Lookback] = {}
    for read in (read for page in pages for read in page.reads):
        known = lookbacks.get(read.table, read.lookback_days)
        lookbacks[read.table] = _wider(known, read.lookback_days)
    return tuple(Read(table, lookback) for table, lookback in lookbacks.items())


def _wider(one: Lookback, other: Lookback) -> Lookback:
    """The lookback that has both in it; everything where neither is known to have the other."""
    if OF_THE_DAY in (one, other):
        return other if one == OF_THE_DAY else one
    return one if one == other else EVERYTHING
