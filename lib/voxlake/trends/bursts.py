"""Bursts of topics: runs of days with more posts than is usual, and the posts behind them."""

from __future__ import annotations

from datetime import date, timedelta

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.tables import TOPIC_BURSTS
from voxlake.tables.columns import ALL, ALL_TOPICS, ALL_USERS
from voxlake.trends.settings import TrendSettings

EXAMPLES = 5
"""Posts behind a burst or a rising word, at most."""


def topic_bursts(trends: DataFrame, as_of: date, settings: TrendSettings) -> DataFrame:
    """The bursts of each topic: days that stand out, no more than `gap_days` apart.

    Args:
        trends: Rows of `topic_trends` of the lookback up to the day.
        as_of: The day.
        settings: Gaps, and how long a burst that is over is told.

    Returns:
        Columns of `topic_bursts` but `post_ids`; and `last_date`, of what lasts too.
    """
    of_all = (F.col("segment_id") == ALL_USERS) & (F.col("language") == ALL)
    days = trends.where(of_all & (F.col("topic_id") != ALL_TOPICS))
    in_order = Window.partitionBy("topic_id").orderBy("post_date")
    since = F.datediff("post_date", F.lag("post_date").over(in_order)) - 1
    is_new = F.coalesce(since > settings.gap_days, F.lit(True)).cast("int")
    runs = (
        days.where("is_burst")
        .withColumn("_new", is_new)
        .withColumn("_run", F.sum("_new").over(in_order))
        .groupBy("topic_id", "_run")
        .agg(F.min("post_date").alias("start_date"), F.max("post_date").alias("last_date"))
        .where(F.col("last_date") > F.lit(as_of - timedelta(days=settings.burst_days)))
        .drop("_run")
    )
    most = F.struct("post_count", -F.unix_date("post_date"))
    may_go_on = F.datediff(F.lit(as_of), "last_date") <= settings.gap_days
    return (
        days.join(runs, on="topic_id")
        .where(F.col("post_date").between(F.col("start_date"), F.col("last_date")))
        .groupBy("topic_id", "start_date", "last_date")
        .agg(
            F.max_by("post_date", most).alias("peak_date"),
            F.sum("post_count").alias("post_count"),
            F.sum("usual_count").alias("usual_count"),
            F.max("distance").alias("distance"),
        )
        .withColumn("end_date", F.when(~may_go_on, F.col("last_date")))
        .withColumn("as_of_date", F.lit(as_of))
    )


def days_of_bursts(bursts: DataFrame) -> Days:
    """The days of what `topic_bursts` gives: no more than those of the lookback."""
    spans = F.sequence("start_date", "last_date")
    return Days.of(row[0] for row in bursts.select(F.explode(spans)).distinct().collect())


def burst_rows(bursts: DataFrame, by_topic: DataFrame) -> DataFrame:
    """Rows of `topic_bursts`: each with its posts that were seen most.

    Args:
        bursts: What `topic_bursts` gives.
        by_topic: What `posts_by_topic` gives of `days_of_bursts`.
    """
    keys = ("topic_id", "start_date")
    spans = bursts.select(*keys, "last_date").withColumnRenamed("topic_id", "_topic")
    is_of = (F.col("topic_id") == F.col("_topic")) & F.col("post_date").between(
        F.col("start_date"), F.col("last_date")
    )
    posts = by_topic.select("post_id", "post_date", "reach", "topic_id")
    examples = most_seen(posts.join(F.broadcast(spans), on=is_of), *keys)
    return bursts.join(examples, on=[*keys], how="left").select(*TOPIC_BURSTS.column_names)


def most_seen(posts: DataFrame, *keys: str) -> DataFrame:
    """Up to five posts of each group, those with the most reach first, as `post_ids`.

    Args:
        posts: post_id, reach and the keys of the group; a post may stand in several.
        keys: What tells groups apart.
    """
    among = Window.partitionBy(*keys).orderBy(F.desc("reach"), "post_id")
    placed = posts.withColumn("_place", F.row_number().over(among))
    listed = F.sort_array(F.collect_list(F.struct("_place", "post_id")))
    return (
        placed.where(F.col("_place") <= EXAMPLES)
        .groupBy(*keys)
        .agg(listed["post_id"].alias("post_ids"))
    )
