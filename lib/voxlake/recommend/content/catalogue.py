"""What may be shown on a day: recent posts, and items that were wanted lately."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.recommend.content.als import DIGITS
from voxlake.recommend.content.interactions import ITEM, POST, PRODUCT
from voxlake.recommend.content.model import ContentModel, Matrix, TextMap
from voxlake.recommend.content.settings import ContentSettings

_PLACED = (
    "item_kind string, item_id string, factors array<double>, cluster int, is_from_text boolean"
)


def catalogue_of(
    posts: DataFrame, actions: DataFrame, as_of: date, settings: ContentSettings
) -> DataFrame:
    """The posts and items of the day, with how old they are.

    Posts are usable ones of the last `post_days`, neither reposts nor copies of an earlier post of
    their day; items are those with an action in the last `item_days`, and are as old as their first
    action of the window.

    Returns:
        item_kind, item_id, author_id (null of items), age (days, from 0), post_date and text_hash
        (null of items; text_hash also of posts without text).
    """
    since = as_of - timedelta(days=settings.post_days - 1)
    is_shown = (
        F.col("is_usable")
        & ~F.coalesce("is_repost", F.lit(False))
        & ~F.coalesce("is_copy", F.lit(False))
        & F.col("post_date").between(F.lit(since), F.lit(as_of))
    )
    of_posts = posts.where(is_shown).select(
        F.lit(POST).alias("item_kind"),
        F.col("post_id").alias("item_id"),
        F.col("user_id").alias("author_id"),
        F.datediff(F.lit(as_of), "post_date").alias("age"),
        "post_date",
        "text_hash",
    )
    lately = as_of - timedelta(days=settings.item_days - 1)
    of_items = (
        actions.where((F.col("item_kind") == PRODUCT) & (F.col("day") <= F.lit(as_of)))
        .groupBy(*ITEM)
        .agg(F.min("day").alias("_first"), F.max("day").alias("_last"))
        .where(F.col("_last") >= F.lit(lately))
        .select(
            *ITEM,
            F.lit(None).cast("string").alias("author_id"),
            F.datediff(F.lit(as_of), "_first").alias("age"),
            F.lit(None).cast("date").alias("post_date"),
            F.lit(None).cast("string").alias("text_hash"),
        )
    )
    return of_posts.unionByName(of_items)


def placed_items(
    catalogue: DataFrame, factors: DataFrame, meanings: DataFrame, model: ContentModel
) -> DataFrame:
    """What may be shown and has factors, each in its group.

    A post without factors of its own has those that its text tells, where it has a vector of the
    model's encoder; a post without text has none, and can only be shown as a popular one.

    Args:
        catalogue: What `catalogue_of` gives.
        factors: Rows of `content_factors` of the model's version.
        meanings: Rows of `text_meanings` of the days of the posts.
        model: What places them.

    Returns:
        item_kind, item_id, factors, cluster, is_from_text.
    """
    nothing = F.lit(None)
    known = catalogue.join(factors.select(*ITEM, "factors"), on=list(ITEM), how="left")
    own = known.where(F.col("factors").isNotNull()).select(
        *ITEM, "factors", nothing.cast("array<double>").alias("vector")
    )
    if model.text_map is None:
        return own.mapInPandas(_placed(model), _PLACED)
    vectors = meanings.where(F.col("encoder_version") == model.text_map.encoder_version).select(
        "post_date", "text_hash", F.col("vector").cast("array<double>").alias("vector")
    )
    without = known.where(F.col("factors").isNull())
    new = without.join(vectors, on=["post_date", "text_hash"], how="inner")
    every = own.unionByName(new.select(*ITEM, "factors", "vector"))
    # A function of pandas: the groups of many items at once are one product of matrices.
    return every.mapInPandas(_placed(model), _PLACED)


def _placed(
    model: ContentModel,
) -> Callable[[Iterable[pd.DataFrame]], Iterator[pd.DataFrame]]:
    def place(batches: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        for batch in batches:
            if batch.empty:
                continue
            is_new = batch["factors"].isna().to_numpy()
            factors = np.zeros((len(batch), model.rank))
            if not is_new.all():
                factors[~is_new] = np.stack(batch["factors"][~is_new].to_list())
            if is_new.any() and model.text_map is not None:
                vectors = np.stack(batch["vector"][is_new].to_list())
                factors[is_new] = _by_text(vectors, model.text_map)
            yield pd.DataFrame(
                {
                    "item_kind": batch["item_kind"],
                    "item_id": batch["item_id"],
                    "factors": list(factors),
                    "cluster": model.clusters_of(factors).astype(np.int32),
                    "is_from_text": is_new,
                }
            )

    return place


def _by_text(vectors: Matrix, text_map: TextMap) -> Matrix:
    return np.round(text_map.factors(vectors), DIGITS)
