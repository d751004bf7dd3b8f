"""What a user is like: posts, sentiment, topics and orders of a window, one row per user."""

from __future__ import annotations

from datetime import date

from pyspark.ml.functions import array_to_vector, vector_to_array
from pyspark.ml.stat import Summarizer
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.people.orders.lines import user_purchases
from voxlake.people.segments.settings import FeatureSettings
from voxlake.tables import USER_FEATURES

DEFINITIONS = "2"  # raise it when a column below changes its meaning
_COUNTS = ("post_count", "active_days", "order_count", "revenue")


def build_user_features(
    *,
    posts: DataFrame,
    sentiment: DataFrame,
    topics: DataFrame,
    lines: DataFrame,
    users: DataFrame,
    follows: DataFrame,
    topic_version: str | None,
    as_of: date,
    settings: FeatureSettings,
) -> DataFrame:
    """One row of `user_features` per user with a usable post or an order in the window.

    Args:
        posts: Rows of `posts`; days outside the window, posts without an author and unusable posts
            do not count. Likewise for the next three.
        sentiment: Rows of `post_sentiment`.
        topics: Rows of `post_topics`; those of other versions than `topic_version` do not count.
        lines: Rows of `purchase_lines`.
        users: Rows of `users`.
        follows: Rows of `follows`: they tell the followers where `users` does not.
        topic_version: The topic model in use; None where there is none yet.
        as_of: Last day that counts, UTC.
        settings: The window.
    """
    posts = _of_users(_in_window(posts, "post_date", as_of, settings))
    posts = posts.where(F.coalesce("is_usable", F.lit(True)))
    sentiment = _of_users(_in_window(sentiment, "post_date", as_of, settings))
    topics = _in_window(topics, "post_date", as_of, settings)
    topics = topics.where(F.col("model_version").eqNullSafe(F.lit(topic_version)))
    lines = _in_window(lines, "order_date", as_of, settings)

    features = (
        _post_features(posts, as_of)
        .join(_order_features(lines, as_of), "user_id", how="full")
        .join(_sentiment_features(sentiment), "user_id", how="left")
        .join(_topic_features(posts, topics), "user_id", how="left")
        .join(_profiles(users, as_of), "user_id", how="left")
        .join(_followers(follows, as_of), "user_id", how="left")
        .withColumn("follower_count", F.coalesce("stated_followers", "counted_followers"))
        .withColumn("country", F.coalesce("user_country", "order_country"))
        .withColumn("as_of_date", F.lit(as_of))
        .withColumn("feature_version", F.lit(feature_version(settings, topic_version)))
        .fillna(0, subset=list(_COUNTS))
    )
    return features.select(*USER_FEATURES.column_names)


def feature_version(settings: FeatureSettings, topic_version: str | None) -> str:
    """What rows must share to be compared: definitions, window and topic model."""
    window = settings.window_days or "all"
    return f"{DEFINITIONS} window={window} topics={topic_version or 'none'}"


def _in_window(rows: DataFrame, day: str, as_of: date, settings: FeatureSettings) -> DataFrame:
    rows = rows.where(F.col(day) <= F.lit(as_of))
    if settings.window_days is None:
        return rows
    return rows.where(F.col(day) > F.date_sub(F.lit(as_of), settings.window_days))


def _of_users(rows: DataFrame) -> DataFrame:
    return rows.where(F.col("user_id").isNotNull())


def _share(condition: Column) -> Column:
    """Share of the rows where a condition holds; unknown counts as not."""
    return F.avg(F.coalesce(condition, F.lit(False)).cast("double"))


def _days_since(last_day: Column, as_of: date) -> Column:
    return F.datediff(F.lit(as_of), last_day).cast("double")


def _utc_day(time: str) -> Column:
    """Days since 1970-01-01, UTC in every session time zone."""
    return F.floor(F.unix_seconds(time) / 86_400)


def _utc_hour(time: str) -> Column:
    """Hour of the day, 0 to 23, UTC in every session time zone."""
    return F.floor(F.pmod(F.unix_seconds(time), F.lit(86_400)) / 3_600)


def _post_features(posts: DataFrame, as_of: date) -> DataFrame:
    """Activity, engagement and hours of each author."""
    hour = _utc_hour("posted_at")
    is_weekend = F.weekday("post_date") >= 5  # noqa: PLR2004  (0 is Monday)
    is_work = ~is_weekend & hour.between(9, 16)
    return posts.groupBy("user_id").agg(
        F.count("*").alias("post_count"),
        F.countDistinct("post_date").alias("active_days"),
        _days_since(F.max("post_date"), as_of).alias("days_since_post"),
        _share(F.col("reply_to_post_id").isNotNull()).alias("reply_share"),
        _share(F.col("is_repost")).alias("repost_share"),
        F.avg("like_count").alias("likes_per_post"),
        F.avg("reply_count").alias("replies_per_post"),
        F.avg("repost_count").alias("reposts_per_post"),
        _share(hour.between(0, 5)).alias("night_share"),
        _share(is_work).alias("work_share"),
        _share(hour.between(18, 23)).alias("evening_share"),
        _share(is_weekend).alias("weekend_share"),
    )


def _sentiment_features(sentiment: DataFrame) -> DataFrame:
    """Mood of each author's scored posts."""
    return sentiment.groupBy("user_id").agg(
        F.avg("score").alias("sentiment_mean"),
        _share(F.col("label") == "negative").alias("negative_share"),
    )


def _topic_features(posts: DataFrame, topics: DataFrame) -> DataFrame:
    """Mean topic distribution of each author's posts."""
    authors = posts.select("post_id", "post_date", "user_id")
    distributions = topics.select(
        "post_id", "post_date", array_to_vector(F.col("distribution")).alias("distribution")
    )
    return (
        authors.join(distributions, ["post_id", "post_date"], how="inner")
        .groupBy("user_id")
        .agg(vector_to_array(Summarizer.mean(F.col("distribution"))).alias("topic_shares"))
    )


def _order_features(lines: DataFrame, as_of: date) -> DataFrame:
    """Purchases of each buyer, as `user_purchases` counts them; refunds lower the revenue."""
    purchase_date = F.when(F.col("is_purchase"), F.col("purchase_date"))
    has_country = F.col("country").isNotNull()
    return (
        user_purchases(lines)
        .groupBy("user_id")
        .agg(
            F.count(purchase_date).alias("order_count"),
            F.sum("net").cast("double").alias("revenue"),
            _days_since(F.max(purchase_date), as_of).alias("days_since_order"),
            F.max_by("country", F.when(has_country, F.col("purchase_date"))).alias("order_country"),
        )
        .withColumn("mean_order_value", F.col("revenue") / F.nullif("order_count", F.lit(0)))
    )


def _profiles(users: DataFrame, as_of: date) -> DataFrame:
    """Country of each user, and the followers where the row came by the day after `as_of`.

    What is loaded on the night after a day is still of that day; a later row is not.
    """
    was_known = _utc_day("updated_at") <= F.unix_date(F.lit(as_of)) + 1
    return users.select(
        "user_id",
        F.col("country").alias("user_country"),
        F.when(was_known, F.col("follower_count")).alias("stated_followers"),
    )


def _followers(follows: DataFrame, as_of: date) -> DataFrame:
    """Followers of each user up to the day; those of an unknown day do not count."""
    had_begun = _utc_day("followed_at") <= F.unix_date(F.lit(as_of))
    followed = follows.where(had_begun).groupBy(F.col("followed_id").alias("user_id"))
    return followed.agg(F.count("*").alias("counted_followers"))
