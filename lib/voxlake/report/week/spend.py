"""What buyers are expected to spend."""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.pictures import Picture
from voxlake.report.pictures import COLOURS, embedded
from voxlake.spark.columns import quantiles

_TENTHS = [share / 10 for share in range(1, 10)]


@dataclass(frozen=True)
class Value:
    """What buyers are expected to spend.

    Attributes:
        buyers: How many there are.
        currency: Of all amounts.
        horizon_days: How far ahead.
        version: Of the model that foretells.
        total: All buyers' expected value.
        deciles: The nine limits between tenths of the buyers.
        top_buyers: Buyers above the last limit.
        top_total: Their expected value.
    """

    buyers: int
    currency: str | None
    horizon_days: int
    version: str | None
    total: float
    deciles: list[float]
    top_buyers: int
    top_total: float


def value_of_buyers(user_value: DataFrame) -> Value | None:
    """What the buyers of one day are expected to spend; None without buyers or a model."""
    fitted = user_value.where(F.col("expected_value").isNotNull())
    all_buyers = fitted.agg(
        F.count("*").alias("buyers"),
        F.max("currency").alias("currency"),
        F.max("horizon_days").alias("horizon_days"),
        F.max("model_version").alias("version"),
        F.sum("expected_value").alias("total"),
        quantiles(F.col("expected_value"), _TENTHS).alias("deciles"),
    ).first()
    if all_buyers is None or not all_buyers["buyers"]:
        return None
    above = F.col("expected_value") > all_buyers["deciles"][-1]
    top = fitted.where(above).agg(F.count("*"), F.coalesce(F.sum("expected_value"), F.lit(0.0)))
    top_buyers, top_total = top.collect()[0]
    return Value(**all_buyers.asDict(), top_buyers=top_buyers, top_total=top_total)


@embedded
def value_picture(figure: Picture, value: Value) -> None:
    """The limits between tenths of the buyers by expected value."""
    axes = figure.subplots()
    places = range(len(value.deciles))
    bars = axes.bar(places, value.deciles, 0.8, color=COLOURS["positive"])
    axes.bar_label(bars, labels=[f"{limit:,.0f}" for limit in value.deciles], padding=2)
    axes.set_xticks(places, [f"{10 * (i + 1)}%" for i in places])
    axes.set_xlabel("share of buyers expected to spend less than this")
    axes.set_ylabel(value.currency or "amount")
