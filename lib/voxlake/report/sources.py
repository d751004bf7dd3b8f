"""What a report is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.people.orders.lines import SALE


@dataclass(frozen=True)
class Sources:
    """Rows of the tables of the same names; any of them may be empty.

    Posts, their scores, lines of purchases, money and growth are those of the report's days;
    snapshots are of its last day; `data_quality`, `retention` and
    `column_profiles` are whole.
    """

    posts: DataFrame
    post_sentiment: DataFrame
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


def latest_topic_model(post_topics: DataFrame, as_of: date) -> str | None:
    """Version of the topic model of the latest posts up to the day; None without any."""
    latest = F.struct("post_date", "model_version")
    row = post_topics.where(F.col("post_date") <= F.lit(as_of)).agg(F.max(latest)).first()
    return row[0].model_version if row and row[0] else None


def scored_posts(sources: Sources, topic_model: str | None) -> DataFrame:
    """One row per usable post: who wrote it, its text, label and topic (null without)."""
    sentiment = sources.post_sentiment.select(
        "post_id", "post_date", "label", F.greatest("negative", "neutral", "positive").alias("sure")
    )
    topics = sources.post_topics.where(F.col("model_version") == F.lit(topic_model)).select(
        "post_id", "post_date", F.col("topic_id").cast("string").alias("topic"), "probability"
    )
    # A post without an author speaks for a person of its own.
    person = F.coalesce("user_id", F.concat(F.lit("post "), "post_id"))
    return (
        sources.posts.where(F.coalesce("is_usable", F.lit(True)))
        .select("post_id", "post_date", person.alias("person"), "text", "like_count", "is_repost")
        .join(sentiment, ["post_id", "post_date"], how="left")
        .join(topics, ["post_id", "post_date"], how="left")
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
