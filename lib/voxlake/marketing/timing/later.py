"""How good the hours that were told turned out to be, by the posts of later days."""

from __future__ import annotations

from datetime import date

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.people.demand.week import CELLS, HOURS
from voxlake.spark.columns import only_row
from voxlake.spark.persisted import persisted
from voxlake.tables.columns import ALL, ALL_USERS

MODEL = "best_post_times"
_QUARTER = CELLS // 4
_FEWEST = 5  # hours of the week with later posts, for a rank correlation of an account

Metrics = list[tuple[str, str, str, str, float]]


def later_metrics(times: DataFrame, gains: DataFrame, as_of: date) -> Metrics:
    """Rows of `model_metrics`: what hours told by earlier posts gained in later ones.

    Beside them, under `naive_`, the hour of the best past post. Gains are of later posts over the
    level of their account then, times a post of the account; rank correlations (Spearman 1904, ties
    with their mean rank) are means over the accounts. `told_accounts` have hours, and
    `reliable_accounts` of them a reliable difference: the others have none.

    Args:
        times: Rows of `best_post_times` by the earlier posts.
        gains: What `gains_of_posts` gives, of both.
        as_of: Last day.
    """
    with persisted(_of_accounts(times)) as told, persisted(_told_and_came(told, gains)) as later:
        found = (_accounts(told), _gains(later), _correlations(later))
        measured = {name: value for row in found for name, value in only_row(row).asDict().items()}
    version = f"until {as_of}"
    return [
        (MODEL, version, "later posts", name, float(value))
        for name, value in measured.items()
        if value is not None
    ]


def _of_accounts(times: DataFrame) -> DataFrame:
    """What was told of each account and hour of the week."""
    is_whole = (F.col("content_type") == ALL) & (F.col("segment_id") == ALL_USERS)
    return times.where(is_whole & (F.col("account_id") != ALL)).select(
        "account_id",
        ((F.col("weekday") - 1) * HOURS + F.col("hour")).alias("slot"),
        "effect",
        "rank",
        "is_reliable",
    )


def _accounts(told: DataFrame) -> DataFrame:
    account = F.col("account_id")
    return told.agg(
        F.countDistinct(account).alias("told_accounts"),
        F.countDistinct(F.when(F.col("is_reliable"), account)).alias("reliable_accounts"),
    )


def _gains(later: DataFrame) -> DataFrame:
    is_top, is_best = F.col("rank") <= _QUARTER, F.col("is_best").cast("boolean")
    return later.agg(
        F.countDistinct("account_id").alias("accounts"),
        F.count("*").alias("posts"),
        *_gain(is_top, "top_quarter"),
        *_gain(F.col("is_reliable") & (F.col("effect") > 0), "reliable"),
        *_gain(is_best, "naive"),
    )


def _told_and_came(told: DataFrame, gains: DataFrame) -> DataFrame:
    """Later posts of accounts that have hours, with what was told of their hour of the week."""
    hour = F.col("slot") % HOURS
    order = F.struct("log", "day", "post_id")
    best = gains.where(~F.col("is_later")).groupBy("account_id")
    naive = best.agg(F.max_by(hour, order).alias("best_hour"))
    later = gains.where("is_later").select("account_id", "slot", "gain")
    return (
        later.join(told, on=["account_id", "slot"])
        .join(naive, on="account_id")
        .withColumn("is_best", (hour == F.col("best_hour")).cast("double"))
    )


def _gain(is_told: Column, name: str) -> tuple[Column, Column, Column]:
    """The gain of posts of which it was told, the error of its logarithm, and how many they are."""
    told = F.when(is_told, F.col("gain"))
    return (
        F.exp(F.avg(told)).alias(f"{name}_gain"),
        (F.stddev(told) / F.sqrt(F.count(told))).alias(f"{name}_log_error"),
        F.count(told).alias(f"{name}_posts"),
    )


def _correlations(later: DataFrame) -> DataFrame:
    """Means over accounts of the rank correlation with the mean gain of each hour of the week."""
    slots = later.groupBy("account_id", "slot").agg(
        F.avg("gain").alias("came"),
        F.first("effect").alias("effect"),
        F.first("is_best").alias("is_best"),
    )
    ranked = slots.select(
        "account_id", *(_rank(name).alias(name) for name in ("came", "effect", "is_best"))
    )
    of_each = ranked.groupBy("account_id").agg(
        F.count("*").alias("slots"), _correlation("effect"), _correlation("is_best")
    )
    enough = of_each.where(F.col("slots") >= _FEWEST)
    return enough.agg(
        F.avg("effect").alias("rank_correlation"), F.avg("is_best").alias("naive_rank_correlation")
    )


def _rank(name: str) -> Column:
    account = Window.partitionBy("account_id")
    ties = F.count("*").over(Window.partitionBy("account_id", name))
    return F.rank().over(account.orderBy(name)) + (ties - 1) / 2


def _correlation(name: str) -> Column:
    """Null where either is the same everywhere."""
    return F.nanvl(F.corr("came", name), F.lit(None)).alias(name)
