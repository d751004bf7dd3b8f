"""The lists of users, each ordered by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.recommend.content.ordering import Pool, in_order
from voxlake.recommend.content.settings import ContentSettings

LIST = ("user_id", "item_kind")
"""What names a list."""
_ROW = ("level", "order", "item_id", "author_id", "age", "source", "reason", "score", "factors")
_ORDERED = (
    "user_id string, item_kind string, rank int, item_id string, score double, reason string, "
    "source string"
)


def ordered(rows: DataFrame, settings: ContentSettings) -> DataFrame:
    """The list of each user and kind, in the order of `in_order`.

    Args:
        rows: user_id, item_kind and `_ROW`; of a user and kind at most `pool` and `popular_items`.
        settings: The order.

    Returns:
        user_id, item_kind, rank (from 1), item_id, score, reason, source.
    """
    gathered = rows.groupBy(*LIST).agg(F.sort_array(F.collect_list(F.struct(*_ROW))).alias("_of"))
    has_factors = F.filter("_of.factors", lambda one: one.isNotNull())
    lists = gathered.select(
        *LIST,
        *(F.col(f"_of.{name}").alias(name) for name in _ROW if name != "factors"),
        F.flatten(has_factors).alias("factors"),
    )
    # A function of pandas: each next item hangs on those before it.
    return lists.mapInPandas(_in_order(settings), _ORDERED)


def _in_order(
    settings: ContentSettings,
) -> Callable[[Iterable[pd.DataFrame]], Iterator[pd.DataFrame]]:
    def order(batches: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        for batch in batches:
            lists = batch.itertuples(index=False)
            found = [row for one in lists for row in _ranked(one, settings)]
            yield pd.DataFrame(found, columns=[name.split()[0] for name in _ORDERED.split(",")])

    return order


def _ranked(
    one: Any,  # noqa: ANN401  (a row of pandas)
    settings: ContentSettings,
) -> Iterator[tuple[object, ...]]:
    count = int((np.asarray(one.level) == 0).sum())
    pool = Pool(
        item_ids=one.item_id,
        levels=one.level,
        scores=one.score,
        ages=one.age,
        authors=one.author_id,
        factors=np.reshape(one.factors, (count, -1)) if count else np.zeros((0, 1)),
    )
    for rank, place in enumerate(in_order(pool, settings), start=1):
        yield (
            one.user_id,
            one.item_kind,
            rank,
            one.item_id[place],
            float(one.score[place]),
            one.reason[place],
            one.source[place],
        )
