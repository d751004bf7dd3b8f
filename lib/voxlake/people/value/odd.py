"""Buyers who spend far more than all others: where that is a wrong amount, it decides every sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.people.value.settings import ValueSettings

_MOST = 10  # buyers that are odd: more are a kind of buyers


@dataclass(frozen=True)
class OddBuyer:
    """A buyer whose amounts are odd.

    Attributes:
        user_id: Who.
        mean_value: Mean money of the repeat purchases.
        times: So many times that of the first buyer below who is not odd.
    """

    user_id: str
    mean_value: float
    times: float


def find_odd(buyers: DataFrame, settings: ValueSettings) -> list[OddBuyer]:
    """Those who spend most a purchase, where a gap of `odd_spend` times lies below them.

    Args:
        buyers: Rows of `summarise_buyers`; those who never came back have no mean to compare.
        settings: How large a gap is odd; None: none is.
    """
    if settings.odd_spend is None:
        return []
    first = buyers.where(F.col("mean_value") > 0).select("user_id", "mean_value")
    rows = first.orderBy(F.desc("mean_value"), "user_id").limit(_MOST + 1).collect()
    gaps = [i for i in range(1, len(rows)) if rows[i - 1][1] > settings.odd_spend * rows[i][1]]
    if not gaps:
        return []
    usual = rows[gaps[-1]][1]
    return [OddBuyer(user, mean, mean / usual) for user, mean in rows[: gaps[-1]]]


def without(buyers: DataFrame, odd: Sequence[OddBuyer]) -> DataFrame:
    """The buyers but the odd ones."""
    return buyers.where(~F.col("user_id").isin([one.user_id for one in odd])) if odd else buyers


def odd_in_words(odd: Sequence[OddBuyer], currency: str | None) -> str:
    """Who is odd and by how much, such as `u1 spends 90,000 EUR a purchase, 900 times what …`."""
    unit = f" {currency}" if currency else ""
    said = [
        f"{one.user_id} spends {one.mean_value:,.0f}{unit} a purchase, {one.times:,.0f} times what "
        "the next one does"
        for one in odd
    ]
    return "; ".join(said)
