"""What logs say of users: when they were there, what they did to others, what was done to them."""

from __future__ import annotations

from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.people.features.settings import ActionTypes, FeatureSettings
from voxlake.people.features.windows import days_since, of_users, velocity

ACTIONS = tuple(ActionTypes.model_fields)
_ENGAGING = tuple(name for name in ACTIONS if name != "views")


def presence_features(
    posts: DataFrame,
    orders: DataFrame,
    events: DataFrame,
    as_of: date,
    settings: FeatureSettings,
) -> DataFrame:
    """Days on which each user was there: posted, ordered or returned, or did anything logged."""
    days = (
        posts.select("user_id", F.col("post_date").alias("day"))
        .unionByName(orders.select("user_id", F.col("order_date").alias("day")))
        .unionByName(events.select("user_id", F.col("event_date").alias("day")))
    )
    return (
        days.distinct()
        .groupBy("user_id")
        .agg(
            F.count("*").alias("presence_days"),
            days_since(F.max("day"), as_of).alias("days_since_seen"),
            velocity(F.lit(1), "day", as_of, settings).alias("presence_velocity"),
        )
    )


def given_features(events: DataFrame, posts: DataFrame, settings: FeatureSettings) -> DataFrame:
    """What each user did, by kind of action; what one does to oneself is no action.

    `people_engaged` are those whom the user liked, answered, reposted or followed.
    """
    acted = _actions(events, posts, settings)
    return acted.groupBy("user_id").agg(
        F.sum("events").alias("event_count"),
        _sessions(settings).alias("session_count"),
        *(F.sum(name).alias(f"{name}_given") for name in ACTIONS),
        F.countDistinct(F.when(_engages(), F.col("other_id"))).alias("people_engaged"),
    )


def received_features(events: DataFrame, posts: DataFrame, settings: FeatureSettings) -> DataFrame:
    """What others did to each user and to the user's posts of the window."""
    acted = _actions(events, posts, settings).where(F.col("other_id").isNotNull())
    return (
        acted.withColumnRenamed("user_id", "by_id")
        .groupBy(F.col("other_id").alias("user_id"))
        .agg(
            *(F.sum(name).alias(f"{name}_received") for name in ACTIONS),
            F.countDistinct(F.when(_engages(), F.col("by_id"))).alias("engaged_by_people"),
        )
    )


def _actions(events: DataFrame, posts: DataFrame, settings: FeatureSettings) -> DataFrame:
    """Events of each user and session, counted by whom they were done to and by kind.

    They are counted before the author of a post is looked up, so that a post that millions look
    at does not bring millions of rows into the join.
    """
    kind = F.lower("event_type")
    kinds = {name: kind.isin([one.lower() for one in types]) for name, types in settings.actions}
    counted = events.groupBy("user_id", "target_user_id", "target_post_id", _session(settings)).agg(
        F.count("*").alias("events"),
        *(F.count_if(is_kind).alias(name) for name, is_kind in kinds.items()),
    )
    authors = of_users(posts).select(
        F.col("post_id").alias("target_post_id"), F.col("user_id").alias("author_id")
    )
    to = F.coalesce("target_user_id", "author_id")
    is_own = F.coalesce(to == F.col("user_id"), F.lit(False))
    return (
        counted.join(authors, "target_post_id", how="left")
        .withColumn("other_id", F.when(~is_own, to))
        .withColumns({name: F.when(is_own, 0).otherwise(F.col(name)) for name in ACTIONS})
    )


def _engages() -> Column:
    """Whether a row of `_actions` has more than looks."""
    return sum((F.col(name) for name in _ENGAGING), start=F.lit(0)) > 0


def _session(settings: FeatureSettings) -> Column:
    name = settings.session_attribute
    return (F.col("attributes")[name] if name else F.lit(None).cast("string")).alias("session")


def _sessions(settings: FeatureSettings) -> Column:
    """How many sessions a user had; null where the source names none."""
    return F.countDistinct("session") if settings.session_attribute else F.lit(None).cast("long")
