"""Fits the content model to the whole window with the numbers that were chosen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.recommend.content.als import (
    ITEM_NUMBER,
    Numbers,
    factors_of,
    fit_factors,
    with_numbers,
)
from voxlake.recommend.content.clusters import directions
from voxlake.recommend.content.interactions import ITEM, POST, wishes_of
from voxlake.recommend.content.model import ContentModel, Matrix
from voxlake.recommend.content.settings import FactorSettings
from voxlake.recommend.content.text_map import LearntMap, learn_map
from voxlake.spark.columns import only_row
from voxlake.spark.persisted import persisted
from voxlake.tables import CONTENT_FACTORS

_CLUSTERED = 20_000
"""Most items, about, that groups are made of."""


@dataclass(frozen=True)
class Fitted:
    """What a fit found beside the factors of items.

    Attributes:
        model: To be kept in the registry.
        told: Share of the variance of factors that texts tell; None where nothing was tried.
    """

    model: ContentModel
    told: float | None


def item_factors(
    actions: DataFrame, as_of: date, numbers: Numbers, settings: FactorSettings
) -> tuple[DataFrame, float]:
    """Factors of the items of the window, and the mean rating (0 in implicit mode).

    Returns:
        item_kind, item_id, factors; and the mean.
    """
    with persisted(with_numbers(wishes_of(actions, as_of, settings), settings)) as rows:
        mean = 0.0
        if settings.mode == "explicit":
            mean = round(float(only_row(rows.agg(F.avg("target")))[0] or 0.0), 6)
        model = fit_factors(rows, numbers, settings, mean=mean)
        names = rows.select(ITEM_NUMBER, *ITEM).distinct()
        found = factors_of(model.itemFactors, ITEM_NUMBER)
        return found.join(names, on=ITEM_NUMBER, how="inner").select(*ITEM, "factors"), mean


def describe(
    factors: DataFrame,
    posts: DataFrame,
    meanings: DataFrame,
    numbers: Numbers,
    settings: FactorSettings,
    *,
    mean: float,
) -> Fitted:
    """The model around factors: Y'Y over all items, and of samples their groups and texts.

    Args:
        factors: What `item_factors` gives.
        posts: Rows of `posts` of the window.
        meanings: Rows of `text_meanings` of the window.
        numbers: What the factors were fitted with.
        settings: The same.
        mean: The mean rating.
    """
    by_hash = factors.orderBy(F.xxhash64(*ITEM), *ITEM).limit(_CLUSTERED)
    sample = _rows_of(by_hash.select("factors").toPandas(), "factors")
    learnt = _text_map(factors, posts, meanings, settings)
    model = ContentModel(
        mode=settings.mode,
        rank=numbers.rank,
        regularisation=numbers.regularisation,
        alpha=numbers.alpha,
        mean=mean,
        gram=gram_of(factors, numbers.rank),
        centres=directions(sample, settings.clusters, settings.seed),
        text_map=learnt.text_map,
    )
    return Fitted(model, learnt.told)


def gram_of(factors: DataFrame, rank: int) -> Matrix:
    """Y'Y over all items: a sum of one small matrix a partition."""

    def sums(batches: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        total = np.zeros((rank, rank))
        for batch in batches:
            rows = _rows_of(batch, "factors") if len(batch) else np.zeros((0, rank))
            total += rows.T @ rows
        yield pd.DataFrame({"gram": [total.ravel()]})

    parts = factors.select("factors").mapInPandas(sums, "gram array<double>").collect()
    return np.asarray(np.sum([np.reshape(row.gram, (rank, rank)) for row in parts], axis=0))


def factor_rows(factors: DataFrame, version: str) -> DataFrame:
    """Rows of `content_factors` of a version."""
    versioned = factors.withColumn("model_version", F.lit(version))
    return versioned.select(*CONTENT_FACTORS.column_names)


def _text_map(
    factors: DataFrame, posts: DataFrame, meanings: DataFrame, settings: FactorSettings
) -> LearntMap:
    """Learnt from a sample of posts that have factors, and a vector of the latest encoder."""
    latest = F.max_by("encoder_version", F.struct("post_date", "encoder_version"))
    encoder = only_row(meanings.agg(latest))[0]
    if encoder is None or not settings.text_items:
        return LearntMap(None, None)
    of_posts = factors.where(F.col("item_kind") == POST).withColumnRenamed("item_id", "post_id")
    texts = posts.where(F.col("text_hash").isNotNull()).select("post_id", "post_date", "text_hash")
    vectors = meanings.where(F.col("encoder_version") == encoder).drop("encoder_version")
    both = of_posts.join(texts, on="post_id", how="inner").join(
        vectors, on=["post_date", "text_hash"], how="inner"
    )
    drawn = both.orderBy(F.xxhash64("post_id"), "post_id").limit(settings.text_items)
    sample = drawn.select("vector", "factors").toPandas()
    if sample.empty:
        return LearntMap(None, None)
    return learn_map(_rows_of(sample, "vector"), _rows_of(sample, "factors"), encoder)


def _rows_of(table: pd.DataFrame, name: str) -> Matrix:
    return np.asarray(np.stack(table[name].to_list()), float)
