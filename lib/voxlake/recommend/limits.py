"""Who takes no part in recommendations, and who is shown nothing of whom."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.tables import BLOCKED, OPTED_OUT


def limits_on(limits: DataFrame, *days: date) -> DataFrame:
    """Rows of `user_limits` that hold on one of some days, at least one.

    Those without a first day hold on all before they end.
    """
    return limits.where(reduce(or_, map(_holds, days)))


def _holds(day: date) -> Column:
    begun = F.coalesce(F.col("since") <= F.lit(day), F.lit(True))
    return begun & F.coalesce(F.col("until") > F.lit(day), F.lit(True))


def without_opted_out(rows: DataFrame, limits: DataFrame, user: str) -> DataFrame:
    """The rows but those of users who opted out.

    Args:
        rows: Any.
        limits: What `limits_on` gives.
        user: The column of the user; rows where it is null stay.
    """
    out = limits.where(F.col("limit") == OPTED_OUT).select(F.col("user_id").alias(user)).distinct()
    return rows.join(out, on=user, how="left_anti").select(*rows.columns)


def blocked_pairs(limits: DataFrame) -> DataFrame:
    """Pairs of users who are shown nothing of each other: user_id, author_id, either way round."""
    blocked = limits.where(F.col("limit") == BLOCKED)
    ways = (("user_id", "other_user_id"), ("other_user_id", "user_id"))
    one, other = (
        blocked.select(F.col(user).alias("user_id"), F.col(author).alias("author_id"))
        for user, author in ways
    )
    return one.unionByName(other).distinct()
