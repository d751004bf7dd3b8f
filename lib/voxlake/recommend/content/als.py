"""Factors of users and items by alternating least squares, of Spark ML.

Hu, Koren and Volinsky (2008), "Collaborative filtering for implicit feedback datasets", ICDM; with
ratings: Koren, Bell and Volinsky (2009), "Matrix factorization techniques for recommender systems",
IEEE Computer 42. The penalty of a user is times the number of the user's items, as of an item times
that of its users: Zhou, Wilkinson, Schreiber and Pan (2008), "Large-scale parallel collaborative
filtering for the Netflix Prize", AAIM.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pyspark.ml.recommendation import ALS, ALSModel
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.recommend.content.interactions import ITEM
from voxlake.recommend.content.numbering import numbered
from voxlake.recommend.content.settings import FactorSettings

USER_NUMBER, ITEM_NUMBER = "user_number", "item_number"
DIGITS = 6
"""To which factors are kept: single precision has no more of them."""


@dataclass(frozen=True, order=True)
class Numbers:
    """What a fit is given: simpler models come before others that are as good.

    Attributes:
        rank: Number of factors.
        penalty: Less the regularisation, so that the more regular one comes first.
        alpha: How much surer an action of weight 1 makes.
    """

    rank: int
    penalty: float
    alpha: float

    @property
    def regularisation(self) -> float:
        """Penalty of large factors."""
        return -self.penalty


def numbers_to_try(settings: FactorSettings) -> list[Numbers]:
    """All penalties and alphas at the smallest rank, the simplest first; ratings need no alpha."""
    alphas = settings.alphas if settings.mode == "implicit" else (1.0,)
    return sorted(
        Numbers(min(settings.ranks), -regularisation, alpha)
        for regularisation in set(settings.regularisations)
        for alpha in set(alphas)
    )


def at_other_ranks(numbers: Numbers, settings: FactorSettings) -> list[Numbers]:
    """The same penalty and alpha at each other rank of the settings, the smallest first."""
    return [replace(numbers, rank=rank) for rank in sorted({*settings.ranks} - {numbers.rank})]


def with_numbers(wishes: DataFrame, settings: FactorSettings) -> DataFrame:
    """The wishes of items that enough users have, with `user_number` and `item_number`.

    Args:
        wishes: What `wishes_of` gives.
        settings: How many users are enough.
    """
    users_of = wishes.groupBy(*ITEM).agg(F.count("*").alias("_users"))
    enough = users_of.where(F.col("_users") >= settings.min_item_users).select(*ITEM)
    kept = wishes.join(enough, on=list(ITEM), how="left_semi")
    return kept.join(numbered(kept, "user_id", name=USER_NUMBER), on="user_id", how="inner").join(
        numbered(kept, *ITEM, name=ITEM_NUMBER), on=list(ITEM), how="inner"
    )


def fit_factors(
    rows: DataFrame, numbers: Numbers, settings: FactorSettings, *, mean: float = 0.0
) -> ALSModel:
    """Fit factors to wishes.

    Rows are laid out by their user's number and sorted, and factors begin from a seed by blocks,
    as many as the rows ask for, so that the same wishes give the same factors, up to the last
    digits, however they lay before.

    Args:
        rows: user_number, item_number, target.
        numbers: Rank, regularisation and alpha.
        settings: Mode, iterations, blocks and seed. Few rows have few blocks: each is a task of
            every half-step.
        mean: Taken off ratings; 0 in implicit mode.
    """
    blocks = min(settings.blocks, 1 + rows.count() // settings.block_wishes)
    als = ALS(
        rank=numbers.rank,
        maxIter=settings.iterations,
        regParam=numbers.regularisation,
        alpha=numbers.alpha,
        implicitPrefs=settings.mode == "implicit",
        numUserBlocks=blocks,
        numItemBlocks=blocks,
        userCol=USER_NUMBER,
        itemCol=ITEM_NUMBER,
        ratingCol="target",
        seed=settings.seed,
        coldStartStrategy="drop",
    )
    centred = rows.select(
        USER_NUMBER, ITEM_NUMBER, (F.col("target") - F.lit(mean)).cast("float").alias("target")
    )
    laid_out = centred.repartition(blocks, USER_NUMBER)
    return als.fit(laid_out.sortWithinPartitions(USER_NUMBER, ITEM_NUMBER))


def factors_of(found: DataFrame, number: str) -> DataFrame:
    """Factors under their own name for a number: that column, and `factors`, of doubles.

    Args:
        found: `userFactors` or `itemFactors` of a model.
        number: `user_number` or `item_number`.
    """
    rounded = F.transform("features", lambda x: F.round(x.cast("double"), DIGITS))
    return found.select(F.col("id").alias(number), rounded.alias("factors"))
