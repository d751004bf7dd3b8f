"""Which items are bought together more often than by chance: association rules of pairs."""

from __future__ import annotations

from datetime import date
from statistics import NormalDist

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.recommend.content.interactions import is_bought
from voxlake.recommend.items.settings import ItemSettings
from voxlake.recommend.pairs import pair_counts
from voxlake.tables import BOUGHT_TOGETHER

_DIGITS = 9
"""Digits that are kept, so that order and partitions change nothing."""


def baskets_of(orders: DataFrame, settings: ItemSettings) -> DataFrame:
    """The different items of each order: `basket`, `item`, and `size` (how many of them it has).

    Lines that were cancelled, give something back, or name no product do not count, nor do
    products that the config leaves out.

    Args:
        orders: Rows of `orders`.
        settings: Which products are no items.
    """
    names = [name.lower() for name in settings.left_out]
    is_item = ~F.lower("product_id").isin(*names) if names else F.lit(True)
    held = (
        orders.where(is_bought() & is_item & F.col("product_id").isNotNull())
        .select(F.col("order_id").alias("basket"), F.col("product_id").alias("item"))
        .where(F.col("basket").isNotNull())
        .distinct()
    )
    of_basket = Window.partitionBy("basket")
    return held.withColumn("size", F.count("*").over(of_basket))


def basket_counts(baskets: DataFrame, settings: ItemSettings) -> tuple[int, int]:
    """How many orders count, and how many are left out as they have too many items."""
    row = (
        baskets.select("basket", "size")
        .distinct()
        .agg(
            F.count_if(F.col("size") <= settings.basket_items).alias("counted"),
            F.count_if(F.col("size") > settings.basket_items).alias("left_out"),
        )
        .collect()[0]
    )
    return row["counted"], row["left_out"]


def bought_together(
    baskets: DataFrame, order_count: int, as_of: date, settings: ItemSettings
) -> DataFrame:
    """Rows of `bought_together`: of each item the others that it raises the chance of most.

    With n orders, n_a and n_b of them with each item and n_ab with both: support n_ab / n and
    confidence n_ab / n_a (Agrawal, Imielinski and Swami 1993, "Mining association rules between
    sets of items in large databases", SIGMOD), lift n n_ab / (n_a n_b) (Brin, Motwani, Ullman and
    Tsur 1997, "Dynamic itemset counting and implication rules for market basket data", SIGMOD,
    as interest). Only pairs whose lift lies above 1 with its whole interval are told, ranked by
    the lower end.

    Args:
        baskets: What `baskets_of` gives.
        order_count: How many orders count, as `basket_counts` says.
        as_of: The day of the snapshot.
        settings: Least support, most items of an order, how many are told.
    """
    kept = baskets.where(F.col("size") <= settings.basket_items)
    n = F.lit(float(order_count))
    lift = F.col("both") * n / (F.col("count") * F.col("other_count"))
    low, high = lift_interval(n, settings.confidence)
    best = Window.partitionBy("item").orderBy(F.desc("lift_low"), "other")
    return (
        pair_counts(kept, settings.min_orders)
        .withColumn("lift", lift)
        .withColumn("lift_low", F.round(low, _DIGITS))
        .withColumn("lift_high", F.round(high, _DIGITS))
        .where(F.col("lift_low") > 1)
        .withColumn("rank", F.row_number().over(best))
        .where(F.col("rank") <= settings.top)
        .select(
            F.lit(as_of).alias("as_of_date"),
            F.col("item").alias("item_id"),
            F.col("other").alias("other_item_id"),
            "rank",
            F.col("both").alias("invoice_count"),
            F.round(F.col("both") / n, _DIGITS).alias("support"),
            F.round(F.col("both") / F.col("count"), _DIGITS).alias("confidence"),
            F.round("lift", _DIGITS).alias("lift"),
            "lift_low",
            "lift_high",
        )
        .select(*BOUGHT_TOGETHER.column_names)
    )


def lift_interval(n: Column, confidence: float) -> tuple[Column, Column]:
    """Lower and upper end of the interval of `lift`, from both, count and other_count.

    By the delta method on the logarithm, as for ratios of shares (Katz, Baptista, Azen and Pike
    1978, "Obtaining confidence intervals for the risk ratio in cohort studies", Biometrics 34).
    Of counts in the four cells of a multinomial the variance of log lift is

        1 / n_ab - 1 / n_a - 1 / n_b - 1 / n + 2 n_ab / (n_a n_b)

    Args:
        n: How many orders there are.
        confidence: Probability of the interval.
    """
    both, one, other = (F.col(name) for name in ("both", "count", "other_count"))
    variance = 1 / both - 1 / one - 1 / other - 1 / n + 2 * both / (one * other)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    factor = F.exp(z * F.sqrt(F.greatest(variance, F.lit(0.0))))
    return F.col("lift") / factor, F.col("lift") * factor
