"""What the cap of degrees leaves out."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.recommend.friends.graph.paths import degrees, latest


def cap_loss(pairs: DataFrame, cap: int) -> DataFrame:
    """One row: how many paths of two follows there are, and how many the cap leaves out.

    `friends` who are followed and follow, `friends_left_out` of more than `cap` neighbours; `paths`
    over all of them, those back to their start and to people already followed too, and
    `paths_left_out`, over the former or over other than a user's latest `cap` follows. All 0 where
    nobody follows anyone.

    A path that is left out because of its friend's neighbours would have added 1 to common
    neighbours, and less than 1 / ln(cap), 1 / cap and 1 / √cap to the others.

    Args:
        pairs: Of `edges`.
        cap: As `paths` has it.
    """
    onward = pairs.groupBy(F.col("user_id").alias("friend_id")).agg(F.count("*").alias("onward"))
    friends = onward.join(degrees(pairs).withColumnRenamed("user_id", "friend_id"), "friend_id")
    by_friend = (
        pairs.withColumn("_is_latest", latest(cap))
        .groupBy("friend_id")
        .agg(F.count("*").alias("all"), F.count_if("_is_latest").alias("latest"))
        .join(friends, "friend_id")
    )
    is_over = F.col("degree") > cap
    kept = F.when(is_over, 0).otherwise(F.col("latest"))
    return by_friend.agg(
        F.count("*").alias("friends"),
        F.count_if(is_over).alias("friends_left_out"),
        F.coalesce(F.sum(F.col("all") * F.col("onward")), F.lit(0)).alias("paths"),
        F.coalesce(F.sum((F.col("all") - kept) * F.col("onward")), F.lit(0)).alias(
            "paths_left_out"
        ),
    )
