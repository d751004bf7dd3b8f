"""What a report is made from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.language.coverage import NOT_LOOKED_AT, READ, UNUSABLE, with_reading
from voxlake.people.orders.lines import SALE
from voxlake.tables import POST_LANGUAGE, POST_SENTIMENT, POST_TOPICS, POSTS, TOPIC_NAMES, Table
from voxlake.topics.shown import as_shown

Sources = Mapping[Table, DataFrame]
"""Rows of tables, as far back as a page looks, see `reads.Page`; any of them may be empty."""


def window(rows: DataFrame, day: str, as_of: date, days: int) -> DataFrame:
    """The rows of some days up to a day."""
    first = as_of - timedelta(days=days - 1)
    return rows.where(F.col(day).between(F.lit(first), F.lit(as_of)))


def described_posts(sources: Sources, topic_model: str | None, as_of: date, days: int) -> DataFrame:
    """One row per post of some days up to a day, with what is known of it.

    Beside the columns of `posts`: label, sure (its probability), topic as it is shown and
    probability, null without; reading and foreign as `with_reading` has them, where `read` means
    scored.
    """
    sentiment = sources[POST_SENTIMENT].select(
        "post_id", "post_date", "label", F.greatest("negative", "neutral", "positive").alias("sure")
    )
    of_model = sources[POST_TOPICS].where(F.col("model_version") == F.lit(topic_model))
    topic = F.col("topic_id").cast("string").alias("topic")
    topics = as_shown(of_model, sources[TOPIC_NAMES]).select(
        "post_id", "post_date", topic, "probability"
    )
    keys = ["post_id", "post_date"]
    posts = with_reading(
        window(sources[POSTS], "post_date", as_of, days),
        window(sources[POST_LANGUAGE], "post_date", as_of, days),
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
