"""What is usual of each topic on each day, and which days stand out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.days import Days, day_number, numbered_day
from voxlake.tables import TOPIC_TRENDS
from voxlake.tables.columns import ALL, ALL_TOPICS, ALL_USERS
from voxlake.topics.shown import as_shown
from voxlake.trends.settings import TrendSettings
from voxlake.trends.topics import SERIES
from voxlake.trends.usual import usual_of

_FOUND = (
    "post_date date, topic_id int, segment_id int, language string, usual_count double, "
    "distance double"
)


@dataclass(frozen=True)
class Known:
    """Days of which a count that is not there is 0, rather than not known."""

    versions: Mapping[int, str | None]
    """By number of a day with posts, the topic model that read them; None: none did."""
    topics: Mapping[str, Set[int]]
    """Topics, as shown, that each version has; one that is not here has all."""
    since: Mapping[tuple[int, str], int]
    """By segment and language, the number of the first day on which there were posts of it."""

    def days_of(self, topic_id: int, segment_id: int, language: str) -> list[int]:
        """Numbers of the days that tell of a topic in a segment or language, in order."""
        since = self.since.get((segment_id, language))
        return [
            day
            for day, version in sorted(self.versions.items())
            if since is not None and day >= since and self._has(version, topic_id)
        ]

    def _has(self, version: str | None, topic_id: int) -> bool:
        if topic_id == ALL_TOPICS:
            return True
        return version is not None and topic_id in self.topics.get(version, {topic_id})


def known_days(counts: DataFrame, topics: DataFrame, names: DataFrame) -> Known:
    """What is known by the counts of some days: a lake's days, topics, segments and languages.

    Args:
        counts: Columns of `topic_trends` of the days and of those before them.
        topics: Rows of `topics`.
        names: Rows of `topic_names`.
    """
    together = counts.where(F.col("topic_id") == ALL_TOPICS)
    of_all = (F.col("segment_id") == ALL_USERS) & (F.col("language") == ALL)
    days = together.where(of_all).select("post_date", "model_version").collect()
    firsts = together.groupBy("segment_id", "language").agg(F.min("post_date").alias("first"))
    versions = {day_number(row["post_date"]): row["model_version"] for row in days}
    listed = as_shown(topics.select("model_version", "topic_id"), names).where(
        F.col("model_version").isin([*filter(None, versions.values())])
        & F.col("topic_id").isNotNull()
    )
    return Known(
        versions,
        _grouped((row["model_version"], row["topic_id"]) for row in listed.collect()),
        {
            (row["segment_id"], row["language"]): day_number(row["first"])
            for row in firsts.collect()
        },
    )


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for version, topic_id in pairs:
        found.setdefault(version, set()).add(topic_id)
    return found


def topic_trends(
    counts: DataFrame, earlier: DataFrame, known: Known, days: Days, settings: TrendSettings
) -> DataFrame:
    """Rows of `topic_trends` of the days: their counts, what is usual, and whether they burst.

    Args:
        counts: What `topic_counts` gives of the days.
        earlier: Rows of `topic_trends` of the lookback before each of the days.
        known: What `known_days` gives of both.
        days: The days.
        settings: Weeks and bounds.
    """
    columns = ("post_date", *SERIES, "post_count")
    # Rows of before threads were counted have none: each post counts as one.
    threads = F.coalesce("thread_count", "post_count").alias("thread_count")
    series = earlier.select(*columns, threads).unionByName(counts.select(*columns, threads))
    asked = {day_number(day) for day in days}

    def usual(rows: pd.DataFrame) -> pd.DataFrame:
        return usual_days(rows, known, asked, settings)

    # A function of pandas: running medians of medians are not in SQL.
    found = series.groupBy(*SERIES).applyInPandas(usual, _FOUND)
    far = NormalDist().inv_cdf(1 - settings.false_alarms)
    stands_out = (F.col("distance") > far) & (F.col("post_count") >= settings.min_posts)
    return (
        counts.join(found, on=["post_date", *SERIES], how="left")
        .withColumn("is_burst", F.coalesce(stands_out, F.lit(False)))
        .select(*TOPIC_TRENDS.column_names)
    )


def usual_days(
    rows: pd.DataFrame, known: Known, asked: Set[int], settings: TrendSettings
) -> pd.DataFrame:
    """What is usual of the days of one series that were asked for and have a row.

    A day lies as far above the usual as its posts or its threads do, whichever lie less far: many
    answers to one post are no more that people begin to talk about.

    Args:
        rows: post_date, the three of `SERIES`, post_count, thread_count; of one series.
        known: The days of which a count that is not there is 0.
        asked: Numbers of the days to tell of.
        settings: How many days say what is usual.
    """
    series = [rows[name].iloc[0] for name in SERIES]
    days = np.array(known.days_of(int(series[0]), int(series[1]), str(series[2])), dtype=np.int64)
    of_day, none = rows.set_index(rows["post_date"].map(day_number)), np.zeros(2)
    counts = dict(
        zip(of_day.index, of_day[["post_count", "thread_count"]].to_numpy(float), strict=True)
    )
    values = np.array([counts.get(int(day), none) for day in days]).reshape(-1, 2)
    found = []
    for day in sorted(asked & counts.keys()):
        is_before = (days < day) & (days >= day - settings.lookback_days)
        weekdays = (days[is_before] - day) % 7
        posts, threads = (
            usual_of(float(count), before, weekdays, settings.level_days)
            for count, before in zip(counts[day], values[is_before].T, strict=True)
        )
        if posts and threads:
            distance = min(posts.distance, threads.distance)
            found.append((numbered_day(day), *series, posts.count, distance))
    return pd.DataFrame(found, columns=["post_date", *SERIES, "usual_count", "distance"])
