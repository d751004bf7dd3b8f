"""What changed against the week before, and the posts that show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.report import sentences
from voxlake.report.comparisons import (
    WEEK,
    Comparison,
    clear_changes,
    compare_parts,
    compare_shares,
    compare_sums,
    with_week,
)
from voxlake.report.settings import ReportSettings

_LIKELY = 0.5
_SPARE = 5  # times as many posts are looked at as shown, since some say the same


@dataclass(frozen=True)
class Post:
    """A post as the report shows it."""

    day: date
    text: str
    label: str | None
    likes: int | None


@dataclass(frozen=True)
class Change:
    """A change in words, with its evidence."""

    sentence: str
    interval: str
    evidence: str
    posts: list[Post]


@dataclass(frozen=True)
class Figure:
    """A figure of both weeks in words, and whether the difference is more than chance."""

    name: str
    now: str
    before: str
    is_clear: bool


@dataclass(frozen=True)
class Week:
    """What the report says of the week.

    Attributes:
        changes: What is more than chance, the largest first.
        unnamed: How many further changes there are no room for.
        figures: The main figures of both weeks.
        compared: How many figures were compared.
        missing: Plain sentences on what could not be compared.
    """

    changes: list[Change]
    unnamed: int
    figures: list[Figure]
    compared: int
    missing: list[str]


def changes_of_week(
    posts: DataFrame,
    purchases: DataFrame,
    titles: Mapping[str, str],
    as_of: date,
    settings: ReportSettings,
) -> Week:
    """Compare the week up to a day with the one before.

    Args:
        posts: Rows of `scored_posts`.
        purchases: Rows of `purchases`.
        titles: Leading terms of each topic.
        as_of: Last day of the week.
        settings: What counts as a change, and how much to show.
    """
    in_weeks = with_week(posts, "post_date", as_of).withColumn("one", F.lit(1)).persist()
    bought = with_week(purchases, "order_date", as_of)
    currency = _currency(bought)
    missing = []
    found: list[Comparison] = []
    if _covers_both_weeks(posts, "post_date", as_of):
        found += _of_posts(in_weeks, settings)
    else:
        missing.append("There are not two whole weeks of posts yet, so they are not compared.")
    if _covers_both_weeks(purchases, "order_date", as_of):
        found += compare_sums(bought, "purchases", "is_purchase")
        found += compare_sums(bought, "revenue", "amount")
    else:
        missing.append("There are not two whole weeks of purchases yet, so they are not compared.")
    clear = clear_changes(found, settings.false_alarms)
    shown = clear[: settings.max_changes]
    week = Week(
        changes=[_change(c, in_weeks, titles, currency, settings) for c in shown],
        unnamed=len(clear) - len(shown),
        figures=[
            Figure(
                sentences.name(c, titles),
                sentences.figure(c, now=True, currency=currency),
                sentences.figure(c, currency=currency),
                c in clear,
            )
            for c in found
            if c.kind in ("posts", "purchases", "revenue", "label")
        ],
        compared=len(found),
        missing=missing,
    )
    in_weeks.unpersist()
    return week


def _of_posts(posts: DataFrame, settings: ReportSettings) -> list[Comparison]:
    is_negative = posts.withColumn("is_negative", F.col("label") == "negative")
    return [
        *compare_sums(posts, "posts", "one"),
        *compare_shares(posts, "label", "label", settings.min_posts),
        *compare_shares(posts, "topic", "topic", settings.min_posts),
        *compare_parts(is_negative, "mood_of_topic", "topic", "is_negative", settings.min_posts),
    ]


def _covers_both_weeks(rows: DataFrame, day: str, as_of: date) -> bool:
    """Whether there are rows on the first day of the week before or earlier, and in this one."""
    span = rows.agg(F.min(day).alias("first"), F.max(day).alias("last")).first()
    if span is None or span.first is None:
        return False
    first: date = span["first"]
    last: date = span["last"]
    return (as_of - first).days >= 2 * WEEK - 1 and (as_of - last).days < WEEK


def _currency(bought: DataFrame) -> str | None:
    row = bought.select("currency").first()
    return row.currency if row else None


def _change(
    comparison: Comparison,
    posts: DataFrame,
    titles: Mapping[str, str],
    currency: str | None,
    settings: ReportSettings,
) -> Change:
    if comparison.kind in ("purchases", "revenue"):
        shown, evidence = [], "This is counted from purchases; no posts stand behind it."
    else:
        shown = _evidence(comparison, posts, settings)
        week = "this week" if comparison.is_rise else "the week before"
        evidence = f"The most liked of these posts, from {week}:"
        if not shown:
            evidence = "None of these posts has a text of its own to show."
    return Change(
        sentences.sentence(comparison, titles, currency),
        sentences.interval(comparison),
        evidence,
        shown,
    )


def _evidence(comparison: Comparison, posts: DataFrame, settings: ReportSettings) -> list[Post]:
    """Posts of the week that had more of what changed, the most liked first, no text twice."""
    found = (
        posts.where((F.col("is_now") == comparison.is_rise) & _is_behind(comparison))
        .where(F.col("text").isNotNull() & ~F.coalesce("is_repost", F.lit(False)))
        .orderBy(F.col("like_count").desc_nulls_last(), F.col("sure").desc_nulls_last(), "post_id")
        .select("post_date", "text", "label", "like_count")
        .limit(_SPARE * settings.posts_per_change)
        .collect()
    )
    distinct = {row.text.casefold(): row for row in reversed(found)}
    kept = [row for row in found if distinct[row.text.casefold()] is row]
    return [
        Post(row.post_date, shorten(row.text, settings.text_length), row.label, row.like_count)
        for row in kept[: settings.posts_per_change]
    ]


def _is_behind(comparison: Comparison) -> Column:
    subject = F.lit(comparison.subject)
    about = F.col("topic").eqNullSafe(subject) & (F.col("probability") >= _LIKELY)
    behind: dict[str, Column] = {
        "posts": F.lit(True),
        "label": F.col("label").eqNullSafe(subject),
        "topic": about,
        "mood_of_topic": about & (F.col("label") == "negative"),
    }
    return behind[comparison.kind]


def shorten(text: str, length: int) -> str:
    """The text, cut at a word where it is too long."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0] + "…"
