"""What is bought together, and which items are alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from voxlake.report.recommendations.offered import names_of_items
from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources
from voxlake.tables import BOUGHT_TOGETHER, ORDERS, SIMILAR_ITEMS

_PAIRS = 12
_ITEM = "item"


@dataclass(frozen=True)
class Pair:
    """Two items; the row has the figures."""

    name: str
    other_name: str
    row: Row


@dataclass(frozen=True)
class Together:
    """What goes together, the clearest first.

    Attributes:
        bought: Items that the same orders have more often than by chance; at most a dozen pairs.
        bought_count: How many such pairs there are.
        similar: Items that the same users want; at most a dozen pairs.
    """

    bought: list[Pair]
    bought_count: int
    similar: list[Pair]


def items_together(sources: Sources, as_of: date, settings: ReportSettings) -> Together:
    """The surest pairs of the day's snapshots, each pair once."""
    bought, similar, orders = sources[BOUGHT_TOGETHER], sources[SIMILAR_ITEMS], sources[ORDERS]
    more = _once(bought, "confidence")
    first = more.orderBy(F.desc("lift_low"), "item_id", "other_item_id").limit(_PAIRS).collect()
    of_items = _once(similar.where(F.col("item_kind") == _ITEM), "score")
    alike = of_items.orderBy(F.desc("score"), "item_id", "other_item_id").limit(_PAIRS).collect()
    ids = [row[end] for row in (*first, *alike) for end in ("item_id", "other_item_id")]
    names = names_of_items(orders, ids, as_of, settings)
    return Together(
        [_pair(row, names) for row in first],
        more.count() if first else 0,
        [_pair(row, names) for row in alike],
    )


def _once(pairs: DataFrame, better: str) -> DataFrame:
    """Of the two rows of a pair the one that is larger by a column."""
    ends = F.array_sort(F.array("item_id", "other_item_id"))
    others = [name for name in pairs.columns if name not in {better, "item_id"}]
    best = F.max(F.struct(better, "item_id", *others)).alias("best")
    return pairs.groupBy(ends.alias("_ends")).agg(best).select("best.*")


def _pair(row: Row, names: Mapping[str, str]) -> Pair:
    one, other = row["item_id"], row["other_item_id"]
    return Pair(names.get(one, one), names.get(other, other), row)
