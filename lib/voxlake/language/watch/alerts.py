"""Days on which more of the posts are negative than is usual for the weekday."""

from __future__ import annotations

from statistics import NormalDist

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.language.watch.alert_settings import AlertSettings
from voxlake.spark.columns import reach, wilson_interval
from voxlake.tables import BRAND_SENTIMENT, SENTIMENT_ALERTS
from voxlake.tables.columns import ALL
from voxlake.text.wording import any_of

_EXAMPLES = 5


def brand_sentiment(named: DataFrame) -> DataFrame:
    """Rows of `brand_sentiment`: scored and negative posts of each brand and day.

    Args:
        named: What `posts_by_brand` gives.
    """
    return (
        named.groupBy("brand", "post_date")
        .agg(
            F.count("*").alias("post_count"),
            F.sum(F.col("is_negative").cast("long")).alias("negative_count"),
            F.sum(F.when(F.col("is_negative"), F.col("reach")).otherwise(0)).alias("reach"),
        )
        .select(*BRAND_SENTIMENT.column_names)
    )


def posts_by_brand(posts: DataFrame, sentiment: DataFrame, settings: AlertSettings) -> DataFrame:
    """Scored posts, once for each brand that they name and for `all`, with reach, is_negative.

    Args:
        posts: Rows of `posts`.
        sentiment: Rows of `post_sentiment` of the same days.
        settings: Brands.
    """
    scored = posts.join(sentiment.select("post_id", "label", "negative"), on="post_id", how="inner")
    return scored.select(
        "post_id",
        "post_date",
        "negative",
        (F.col("label") == "negative").alias("is_negative"),
        reach().alias("reach"),
        F.explode(_brands(settings)).alias("brand"),
    )


def sentiment_alerts(days: DataFrame, named: DataFrame, settings: AlertSettings) -> DataFrame:
    """Rows of `sentiment_alerts`: the days of `unusual_days`, with five posts of each.

    The interval of a day's share is that of `wilson_interval`.

    Args:
        days: Rows of `brand_sentiment` of the days and of the weeks before them.
        named: `posts_by_brand` of the days; other days give no alert.
        settings: Weeks and bounds.
    """
    low, high = wilson_interval("negative_count", "post_count", settings.confidence)
    return (
        unusual_days(days, settings)
        .join(_examples(named), on=["brand", "post_date"], how="inner")
        .withColumns({"low": low, "high": high})
        .select(*SENTIMENT_ALERTS.column_names)
    )


def _brands(settings: AlertSettings) -> Column:
    """The brands that a post names, and `all`."""
    named = [
        F.when(F.col("text").rlike(any_of(words)), F.lit(brand))
        for brand, words in settings.brands.items()
    ]
    return F.array_compact(F.array(F.lit(ALL), *named))


def unusual_days(days: DataFrame, settings: AlertSettings) -> DataFrame:
    """The days that are more negative than usual: `negative_share`, `usual_share`, `distance`.

    The usual share of a weekday is that of its days in the weeks before. A day's share varies
    around it by chance, and by more than chance, since news come in waves: the variance between
    days of the weeks before, less what chance explains. Both are told of 2 asin sqrt((x + 3/8) /
    (n + 3/4)), of which chance has the variance 1 / (n + 1/2) at each level (Anscombe 1948): so
    one negative post is no alert where there were none. A day is unusual when it lies so far
    above the usual that ordinary days would do so in `false_alarms` of cases. `distance` says how
    far, in standard deviations of ordinary days.

    Args:
        days: brand, post_date, post_count, negative_count.
        settings: Weeks and bounds.
    """
    above = _angle(F.col("negative_count"), F.col("post_count")) - F.col("usual_angle")
    distance = above / F.sqrt(_chance(F.col("post_count")) + F.col("between_days"))
    held = _with_usual(days, settings).withColumn("distance", distance)
    return held.where(_is_alert(settings))


def _with_usual(days: DataFrame, settings: AlertSettings) -> DataFrame:
    """Adds what the days of the weeks before say: usual share, its days, variance between days."""
    earlier = days.select(
        "brand",
        F.col("post_date").alias("day"),
        F.col("post_count").alias("posts"),
        F.col("negative_count").alias("negatives"),
    )
    back = F.datediff("post_date", "day")
    before = days.join(earlier, on="brand", how="inner").where(
        (back > 0) & (back <= settings.lookback_days)
    )
    same_weekday = Window.partitionBy("brand", "post_date", F.dayofweek("day"))
    posts, negatives = F.sum("posts").over(same_weekday), F.sum("negatives").over(same_weekday)
    usual = _angle(negatives, posts)
    # A weekday's own days make its usual share, which lowers their distance from it.
    of_weekday = F.count("*").over(same_weekday)
    spread = F.pow(_angle(F.col("negatives"), F.col("posts")) - usual, 2)
    extra = spread * of_weekday / (of_weekday - 1) - _chance(F.col("posts"))
    is_same = F.dayofweek("day") == F.dayofweek("post_date")
    found = (
        before.withColumns(
            {
                "share": negatives / posts,
                "usual": usual,
                "extra": F.when(of_weekday > 1, extra),
            }
        )
        .groupBy("brand", "post_date")
        .agg(
            F.max(F.when(is_same, F.col("share"))).alias("usual_share"),
            F.max(F.when(is_same, F.col("usual"))).alias("usual_angle"),
            F.sum(is_same.cast("int")).alias("usual_days"),
            F.greatest(F.avg("extra"), F.lit(0.0)).alias("between_days"),
        )
    )
    return days.withColumn("negative_share", F.col("negative_count") / F.col("post_count")).join(
        found, on=["brand", "post_date"], how="inner"
    )


def _is_alert(settings: AlertSettings) -> Column:
    far = NormalDist().inv_cdf(1 - settings.false_alarms)
    is_enough = F.col("post_count") >= settings.min_posts
    has_weeks = F.col("usual_days") >= settings.min_weeks
    return is_enough & has_weeks & (F.col("distance") > far)


def _angle(parts: Column, wholes: Column) -> Column:
    """A share where chance has the same variance at each level."""
    return 2 * F.asin(F.sqrt((parts + 3 / 8) / (wholes + 3 / 4)))


def _chance(count: Column) -> Column:
    """The variance of the angle of so many posts by chance."""
    return 1 / (count + 1 / 2)


def _examples(named: DataFrame) -> DataFrame:
    """The negative posts of a day with the most reach, the most negative first among equals."""
    order = (F.desc("reach"), F.desc("negative"), "post_id")
    place = F.row_number().over(Window.partitionBy("brand", "post_date").orderBy(*order))
    chosen = named.where("is_negative").withColumn("place", place)
    listed = F.sort_array(F.collect_list(F.struct("place", "post_id")))
    return (
        chosen.where(F.col("place") <= _EXAMPLES)
        .groupBy("brand", "post_date")
        .agg(listed["post_id"].alias("post_ids"))
    )
