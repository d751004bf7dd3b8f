"""Shares an order's total out among its lines, in proportion to what they cost, to the cent.

Shops tell discounts, shipping and taxes of the order and not of its lines. The first lines of an
order have the total's rounded part up to each of them, less what those before it have, so that all
lines together have the total, whatever was rounded.
"""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame, Window, WindowSpec
from pyspark.sql import functions as F

from voxlake.ingest.mapping import TableMapping
from voxlake.ingest.readable import READ
from voxlake.ingest.values import Value, number

_PART = "decimal(20,18)"


def with_parts(readable: DataFrame, mapping: TableMapping) -> DataFrame:
    """Records with the part that each line has of its order, where one is shared out."""
    parts = {
        f"{READ}{name} part": _part_of(
            F.col(f"{READ}{name} order"),
            [
                number(F.col(f"{READ}{name} by {place}")).value
                for place in range(len(expression.shared.by))
            ],
        )
        for name, expression in mapping.columns.items()
        if expression.shared is not None
    }
    return readable.withColumns(parts) if parts else readable


def shared_out(total: Value, name: str) -> Value:
    """The part of a total that a line has, to the cent.

    Args:
        total: The order's total, of type decimal(18,2).
        name: Its column, whose parts `with_parts` made.
    """
    part = F.col(f"{READ}{name} part")
    ended = F.round(total.value * part["end"], 2)
    own = (ended - F.round(total.value * part["begin"], 2)).cast("decimal(18,2)")
    return Value(own, total.reason)


def _part_of(order: Column, weights: Sequence[Column]) -> Column:
    """Where the part of a line begins and ends in its order, both from 0 to 1.

    Args:
        order: What is the same for all lines of an order within a file; `_file`, `_record_hash` and
            `_occurrence` are columns beside it.
        weights: Numbers that are multiplied, such as pieces and price; null counts as 0. Lines of
            an order that all weigh nothing have equal parts.
    """
    weight = F.lit(1.0)
    for factor in weights:
        weight = weight * F.abs(F.coalesce(factor, F.lit(0.0)))
    lines = Window.partitionBy("_file", order)
    in_order = lines.orderBy("_record_hash", "_occurrence")
    before = in_order.rowsBetween(Window.unboundedPreceding, -1)
    upto = in_order.rowsBetween(Window.unboundedPreceding, Window.currentRow)
    whole, count = F.sum(weight).over(lines), F.count(F.lit(1)).over(lines)

    def place(window: WindowSpec) -> Column:
        weighed = F.coalesce(F.sum(weight).over(window), F.lit(0.0)) / whole
        counted = F.count(F.lit(1)).over(window) / count
        return F.when(whole > 0, weighed).otherwise(counted)

    is_last = F.count(F.lit(1)).over(upto) == count
    end = F.when(is_last, F.lit(1.0)).otherwise(place(upto))
    return F.struct(place(before).cast(_PART).alias("begin"), end.cast(_PART).alias("end"))
