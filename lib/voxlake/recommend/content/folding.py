"""The factors of users, known or new, from those of their items: one step of least squares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pandas as pd
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.recommend.content.als import DIGITS
from voxlake.recommend.content.interactions import ITEM
from voxlake.recommend.content.model import ContentModel, Matrix

_SCHEMA = "user_id string, user_factors array<double>, clusters array<int>"


def user_factors(items: Matrix, targets: Matrix, model: ContentModel) -> Matrix:
    """The factors x of a user that fit the user's items best, those of the items given.

    Implicit mode is equation (4) of Hu, Koren and Volinsky (2008), with the penalty times the
    number n of the user's items as `als` has it:

        x = (Y'Y + Y'(C - I)Y + λ n I)⁻¹ Y'C p,   C = diag(1 + alpha r),   p = 1 where r > 0

    Y'Y is over all items, and is part of the model; the other sums are over the user's. Explicit
    mode is ridge regression of the ratings less their mean: x = (Y'Y + λ n I)⁻¹ Y'(r - mean), all
    over the user's items. So a known user has the factors that the fit's last half-step gave.

    Args:
        items: Y, one row for each item of the user; no row: all factors are 0.
        targets: r, the weights or ratings of these items.
        model: Mode, λ, alpha, the mean rating, and Y'Y over all items.
    """
    if not len(items):
        return np.zeros(model.rank)
    penalty = model.regularisation * len(items) * np.eye(model.rank)
    if model.mode == "explicit":
        left, right = items.T @ items, items.T @ (targets - model.mean)
    else:
        surer = model.alpha * targets
        left, right = model.gram + (items.T * surer) @ items, items.T @ (1 + surer)
    return np.asarray(np.linalg.solve(left + penalty, right))


def fold_in(
    wishes: DataFrame, items: DataFrame, model: ContentModel, *, least: int, clusters: int
) -> DataFrame:
    """The factors of all users with enough items that have factors, of what they did until now.

    Args:
        wishes: user_id, item_kind, item_id, target; at most `max_user_items` of a user.
        items: item_kind, item_id, factors: those of the fit.
        model: What is fitted.
        least: Fewest items of a user who has factors.
        clusters: Groups of items to name, those whose centres suit the user most.

    Returns:
        user_id, user_factors, clusters.
    """
    known = wishes.join(items.select(*ITEM, "factors"), on=list(ITEM), how="inner")
    each = F.struct(*ITEM, F.col("target"), F.col("factors"))
    gathered = (
        known.groupBy("user_id")
        .agg(F.sort_array(F.collect_list(each)).alias("_items"))
        .where(F.size("_items") >= least)
        .select(
            "user_id",
            F.col("_items.target").alias("targets"),
            F.flatten("_items.factors").alias("factors"),
        )
    )
    # A function of pandas: linear systems are not in SQL.
    return gathered.mapInPandas(_folded(model, clusters), _SCHEMA)


def _folded(
    model: ContentModel, clusters: int
) -> Callable[[Iterable[pd.DataFrame]], Iterator[pd.DataFrame]]:
    def fold(batches: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        for batch in batches:
            found = [
                np.round(user_factors(np.reshape(y, (len(r), model.rank)), r, model), DIGITS)
                for r, y in zip(batch["targets"], batch["factors"], strict=True)
            ]
            yield pd.DataFrame(
                {
                    "user_id": batch["user_id"],
                    "user_factors": found,
                    "clusters": [model.nearest_clusters(x, clusters) for x in found],
                }
            )

    return fold
