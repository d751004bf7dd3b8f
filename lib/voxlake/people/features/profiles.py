"""What users are known by: where they live, how long they are there, who follows them."""

from __future__ import annotations

from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.people.features.settings import FeatureSettings
from voxlake.people.features.windows import was_known
from voxlake.spark.local_time import local_day


def profile_features(
    users: DataFrame, as_of: date, settings: FeatureSettings, zone: str
) -> DataFrame:
    """Country, language, attributes and stated followers of each user, and the account's age.

    What a row says is null where the row came too late; when an account began is no news.
    """
    known = was_known(as_of, settings, zone)
    began = local_day("account_created_at", zone)
    age = F.unix_date(F.lit(as_of)) - began
    keys = F.array(*(F.lit(name) for name in settings.user_attributes))
    kept = F.map_filter("attributes", lambda key, _: F.array_contains(keys, key))
    attributes = F.when(known & (F.size(kept) > 0), kept) if settings.user_attributes else None
    return users.select(
        "user_id",
        F.when(known, F.col("country")).alias("user_country"),
        F.when(known, F.col("language")).alias("language"),
        F.when(known, F.col("follower_count")).alias("stated_followers"),
        F.when(age >= 0, age.cast("double")).alias("account_age_days"),
        (F.lit(None).cast("map<string,string>") if attributes is None else attributes).alias(
            "attributes"
        ),
    )


def follower_features(
    follows: DataFrame, as_of: date, settings: FeatureSettings, zone: str
) -> DataFrame:
    """Followers of each user up to the day, and those who came a day in the recent days.

    Those who follow since an unknown day do not count.
    """
    day, last = local_day("followed_at", zone), F.unix_date(F.lit(as_of))
    is_recent = day > last - settings.recent_days
    followed = follows.where(day <= last).groupBy(F.col("followed_id").alias("user_id"))
    return followed.agg(
        F.count("*").alias("counted_followers"),
        (F.count_if(is_recent) / settings.recent_days).alias("counted_growth"),
    )


def earlier_followers(earlier: DataFrame, as_of: date, settings: FeatureSettings) -> DataFrame:
    """Followers of each user in the last snapshot that is at least `recent_days` old.

    Args:
        earlier: Rows of `user_features`; those more than twice as old do not count either.
        as_of: The day.
        settings: How many days are recent.
    """
    age = F.datediff(F.lit(as_of), F.col("as_of_date"))
    in_reach = age.between(settings.recent_days, 2 * settings.recent_days)
    known = earlier.where(in_reach & F.col("follower_count").isNotNull())
    last = F.max(F.struct("as_of_date", "follower_count"))
    return (
        known.groupBy("user_id")
        .agg(last.alias("last"))
        .select(
            "user_id",
            F.col("last.follower_count").alias("followers_before"),
            F.datediff(F.lit(as_of), F.col("last.as_of_date")).alias("days_before"),
        )
    )
