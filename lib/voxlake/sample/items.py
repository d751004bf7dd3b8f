"""The products of the sample's shop: groups that are bought together, and who looks at which."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.sample.draws import Draws
from voxlake.sample.groups import INTERESTS, interest_of
from voxlake.sample.people import days_after
from voxlake.sample.settings import SampleSettings

GROUP = 3
"""Products of a group; each interest has one group of them."""


def sku(product: Column) -> Column:
    """Id of a product by its place, from 0."""
    return F.concat(F.lit("sku-"), product + 1)


def group_of(product: Column) -> Column:
    """The group of a product by its place, from 0; those of that interest like it."""
    return F.floor(product / GROUP)


def product_of_line(order: Draws, line: Draws, settings: SampleSettings) -> Column:
    """Place of the product of a line: the first is of one's interest or any, others go with it.

    Args:
        order: Draws of the order of `user_no`.
        line: Draws of the line, whose number, from 0, is in the column `line`.
        settings: Of the sample.
    """
    first = _liked(order, settings)
    partner = group_of(first) * GROUP + F.pmod(first + F.col("line"), F.lit(GROUP))
    goes_with_it = line.happens(settings.recommend.together_share, "together")
    other = F.when(goes_with_it, partner).otherwise(_any(line))
    return F.when(F.col("line") == 0, first).otherwise(other)


def item_clicks(persons: DataFrame, settings: SampleSettings) -> DataFrame:
    """Clicks of people on products: the columns of `records.events`, and `item`."""
    draws = Draws(settings.seed, ("user_no", "number"))
    typical = settings.recommend.clicks_per_user * settings.days / 60
    spread = F.exp(0.5 * Draws(settings.seed, ("user_no",)).normal("clicks"))
    count = F.floor(typical * spread).cast("int")
    return (
        persons.where(count > 0)
        .withColumn("number", F.explode(F.sequence(F.lit(1), count)))
        .withColumn("at", days_after(settings.days * draws.uniform("click"), settings))
        .where(F.col("at") >= F.col("joined_at"))
        .select(
            F.to_date("at").alias("day"),
            F.concat(F.lit("c"), "user_no", F.lit("."), "number").alias("id"),
            F.col("at").alias("time"),
            F.concat(F.lit("u"), "user_no").alias("user"),
            F.lit("click").alias("type"),
            sku(_liked(draws, settings)).alias("item"),
        )
    )


def _liked(draws: Draws, settings: SampleSettings) -> Column:
    """Place of a product that `user_no` likes: mostly one of the own interest, else any."""
    own = interest_of(F.col("user_no")) * GROUP + draws.whole(GROUP, "own product")
    is_own = draws.happens(settings.recommend.shared_share, "product of one's interest")
    return F.when(is_own, own).otherwise(_any(draws))


def _any(draws: Draws) -> Column:
    return draws.whole(INTERESTS * GROUP, "product")
