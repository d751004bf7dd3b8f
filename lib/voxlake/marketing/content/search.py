"""How search showed pages: impressions, clicks and places of some days."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F


def address_key(url: Column) -> Column:
    """An address without what makes no other page: scheme, case of the host, index file, anchor."""
    bare = F.regexp_replace(F.trim(url), "(?i)^[a-z]+://|#.*$", "")
    host = F.regexp_extract(bare, "^[^/?]*", 0)
    path = bare.substr(F.length(host) + 1, F.length(bare))
    rest = F.regexp_replace(path, r"(?i)/(index\.html?)?$", "")
    return F.concat(F.lower(host), rest)


def search_by_page(rows: DataFrame) -> DataFrame:
    """`address`, `impression_count`, `click_count`, `click_share`, `position` of each page.

    The position is the mean of the rows' positions, weighted by their impressions: Σ w p / Σ w over
    rows that tell one. Where a page has rows of a day that are of all queries together, those count
    alone: search leaves rare queries out of the others.

    Args:
        rows: Rows of `search_console`.
    """
    of_day = Window.partitionBy("search_date", "page")
    is_whole = F.col("query").isNull()
    counted = rows.withColumn("_has_whole", F.max(is_whole).over(of_day)).where(
        is_whole | ~F.col("_has_whole")
    )
    shown = F.col("impression_count")
    told = F.when(F.col("position").isNotNull(), shown)
    sums = counted.groupBy(address_key(F.col("page")).alias("address")).agg(
        F.sum(shown).alias("impression_count"),
        F.sum("click_count").alias("click_count"),
        F.sum(told * F.col("position")).alias("_places"),
        F.sum(told).alias("_told"),
    )
    share = F.col("click_count") / F.nullif(F.col("impression_count"), F.lit(0))
    place = F.col("_places") / F.nullif(F.col("_told"), F.lit(0))
    return sums.withColumns({"click_share": share, "position": place}).drop("_places", "_told")
