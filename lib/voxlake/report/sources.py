"""What a report is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.language.coverage import NOT_LOOKED_AT, READ, UNUSABLE, with_reading
from voxlake.people.orders.lines import SALE


@dataclass(frozen=True)
class Sources:
    """Rows of the tables of the same names; any of them may be empty.

    Posts, what is known of them, and lines of purchases are all those up to the report's last day;
    money and growth are those of the report's days; snapshots are of its last day; the others are
    whole.
    """

    posts: DataFrame
    post_language: DataFrame
    post_sentiment: DataFrame
    post_emotion: DataFrame
    brand_sentiment: DataFrame
    sentiment_alerts: DataFrame
    post_topics: DataFrame
    topics: DataFrame
    topic_terms: DataFrame
    segment_profiles: DataFrame
    user_value: DataFrame
    segment_value: DataFrame
    purchase_lines: DataFrame
    data_quality: DataFrame
    segment_moves: DataFrame
    value_totals: DataFrame
    user_funnel: DataFrame
    user_revenue: DataFrame
    order_reconciliation: DataFrame
    growth: DataFrame
    retention: DataFrame
    demand: DataFrame
    forecasts: DataFrame
    column_profiles: DataFrame


def window(rows: DataFrame, day: str, as_of: date, days: int) -> DataFrame:
    """The rows of some days up to a day."""
    first = as_of - timedelta(days=days - 1)
    return rows.where(F.col(day).between(F.lit(first), F.lit(as_of)))


def latest_topic_model(post_topics: DataFrame, as_of: date, days: int) -> str | None:
    """Version of the topic model of the latest posts of some days; None without any."""
    latest = F.struct("post_date", "model_version")
    row = window(post_topics, "post_date", as_of, days).agg(F.max(latest)).first()
    return row[0].model_version if row and row[0] else None


def described_posts(sources: Sources, topic_model: str | None, as_of: date, days: int) -> DataFrame:
    """One row per post of some days up to a day, with what is known of it.

    Beside the columns of `posts`: label, sure (its probability), topic and probability, null
    without; reading and foreign as `with_reading` has them, where `read` means scored.
    """
    sentiment = sources.post_sentiment.select(
        "post_id", "post_date", "label", F.greatest("negative", "neutral", "positive").alias("sure")
    )
    topics = sources.post_topics.where(F.col("model_version") == F.lit(topic_model)).select(
        "post_id", "post_date", F.col("topic_id").cast("string").alias("topic"), "probability"
    )
    keys = ["post_id", "post_date"]
    posts = with_reading(
        window(sources.posts, "post_date", as_of, days),
        window(sources.post_language, "post_date", as_of, days),
    )
    is_unscored = F.col("label").isNull() & (F.col("reading") == READ)
    reading = (
        F.when(F.col("label").isNotNull() & (F.col("reading") != UNUSABLE), F.lit(READ))
        .when(is_unscored, F.lit(NOT_LOOKED_AT))
        .otherwise(F.col("reading"))
    )
    return (
        posts.join(window(sentiment, "post_date", as_of, days), keys, how="left")
        .join(window(topics, "post_date", as_of, days), keys, how="left")
        .withColumn("reading", reading)
    )


def purchases(lines: DataFrame) -> DataFrame:
    """One row per purchase and day with a line of it: the day's money, and `is_purchase`, 1 or 0.

    A refund counts on its own day; it takes no purchase away from the day of its order.

    Args:
        lines: Rows of `purchase_lines`.
    """
    paid = F.sum("amount")
    has_sale = F.bool_or(F.col("entry") == SALE)
    return lines.groupBy(
        F.col("user_id").alias("person"), "currency", "purchase_id", "order_date"
    ).agg(paid.alias("amount"), (has_sale & (paid > 0)).cast("int").alias("is_purchase"))
