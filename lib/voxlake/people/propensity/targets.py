"""Who is asked, and what the answer was: users of a day and what they did in the days after."""

from __future__ import annotations

from datetime import date, timedelta

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.people.propensity.settings import TargetSettings
from voxlake.people.value.buyers import user_days


def asked(features: DataFrame, target: TargetSettings, horizon_days: int) -> DataFrame:
    """The users of `user_features` of whom a question is asked."""
    among = {
        "everyone": F.lit(True),
        "buyers": F.col("order_count") > 0,
        "others": F.col("order_count") == 0,
        "present": F.col("days_since_seen") < horizon_days,
    }
    return features.where(among[target.among])


def answered(
    features: DataFrame,
    target: TargetSettings,
    *,
    posts: DataFrame,
    orders: DataFrame,
    events: DataFrame,
    as_of: date,
    horizon_days: int,
) -> DataFrame:
    """The users of whom a question is asked, with the answer in `label`, 1 for yes.

    Args:
        features: Rows of `user_features` of `as_of`.
        target: The question.
        posts: Rows of `posts`; only those of the days after `as_of`, up to and with the horizon's
            last, count. Likewise for the next two. Unusable posts do not count.
        orders: Rows of `orders`.
        events: Rows of `events`.
        as_of: The day whose features these are.
        horizon_days: How many days after it count.
    """
    first, last = as_of + timedelta(days=1), as_of + timedelta(days=horizon_days)
    days = _days(target, posts, orders, events).where(F.col("day").between(first, last))
    counts = days.distinct().groupBy("user_id").agg(F.count("*").alias("_days"))
    happens = F.coalesce("_days", F.lit(0)) >= target.at_least
    return (
        asked(features, target, horizon_days)
        .join(counts, "user_id", how="left")
        .withColumn("label", (happens != F.lit(target.absent)).cast("double"))
        .drop("_days")
    )


def _days(
    target: TargetSettings, posts: DataFrame, orders: DataFrame, events: DataFrame
) -> DataFrame:
    """Each user and day with what the question looks for, some more than once."""
    usable = posts.where(F.coalesce("is_usable", F.lit(True)))
    posted = usable.select("user_id", F.col("post_date").alias("day"))
    logged = events.select("user_id", F.col("event_date").alias("day"))
    if target.what == "post":
        return posted
    if target.what == "event":
        types = [name.lower() for name in target.event_types]
        is_of_type = F.lower("event_type").isin(types) if types else F.lit(True)
        return events.where(is_of_type).select("user_id", F.col("event_date").alias("day"))
    if target.what == "purchase":
        bought = user_days(orders).where("is_purchase")
        return bought.select("user_id", F.col("order_date").alias("day"))
    ordered = orders.select("user_id", F.col("order_date").alias("day"))
    return posted.unionByName(logged).unionByName(ordered)
