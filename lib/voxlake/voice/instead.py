"""The posts that name others on days on which a brand is named less."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from voxlake.spark.frames import frame_of


def posts_instead(
    named: DataFrame, drops: Collection[tuple[str, date]], count: int
) -> dict[tuple[str, date], list[str]]:
    """Posts of a day that name other brands and not this one, those of most reach first.

    Args:
        named: What `brand_posts` gives, of the days.
        drops: Brands and days; few.
        count: How many posts of each, at most.
    """
    if not drops:
        return {}
    wanted = frame_of(
        named.sparkSession, sorted(drops), named.select("brand", "post_date").schema
    ).withColumnRenamed("brand", "_of")
    brands = named.groupBy("post_id", "post_date", "reach").agg(
        F.collect_set("brand").alias("_brands")
    )
    others = brands.join(F.broadcast(wanted), on="post_date", how="inner").where(
        ~F.array_contains("_brands", F.col("_of"))
    )
    order = Window.partitionBy("_of", "post_date").orderBy(F.desc("reach"), "post_id")
    first = others.withColumn("_place", F.row_number().over(order)).where(F.col("_place") <= count)
    found: dict[tuple[str, date], list[str]] = {drop: [] for drop in drops}
    for row in first.orderBy("_place").collect():  # count x drops
        found[row["_of"], row["post_date"]].append(row["post_id"])
    return found
