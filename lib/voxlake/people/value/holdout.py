"""How well value that was fitted up to a day foretells the days after it.

Three predictions of the same buyers are held against what they did: that of the model; that they
spend what they spent in a window as long just before; and the mean of what buyers of like recency
and frequency did in such a window earlier.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from voxlake.people.orders.lines import user_purchases
from voxlake.people.value.buyers import summarise_buyers, with_fifths
from voxlake.people.value.ranking import Ranked, rank_correlations
from voxlake.people.value.scores import outlooks, with_prospects
from voxlake.people.value.settings import ValueSettings
from voxlake.people.value.value_model import ValueModel
from voxlake.tables import VALUE_HOLDOUT

MODEL, RECENT_SPEND, CELL_MEAN = PREDICTORS = ("model", "recent_spend", "cell_mean")
MOST = 7
"""Purchases that are told apart; buyers with more count as having so many."""


@dataclass(frozen=True)
class Holdout:
    """The days that a fit does not see: those after `cutoff`, up to and with `until`."""

    cutoff: date
    until: date

    @property
    def days(self) -> int:
        """How many there are."""
        return (self.until - self.cutoff).days

    @classmethod
    def of(cls, first: date, until: date, days: int | None) -> Holdout:
        """The last days up to a day; half of those since the first where no number is given."""
        return cls(until - timedelta(days=days or (until - first).days // 2), until)


def predicted_and_actual(
    lines: DataFrame,
    buyers: DataFrame,
    model: ValueModel,
    holdout: Holdout,
    settings: ValueSettings,
) -> DataFrame:
    """Each buyer known at the cutoff: what was predicted of the holdout, and what came.

    Columns: `user_id`, `frequency`, and `<predictor>_orders` and `<predictor>_value` of each
    predictor and of `actual`; of the model also the limits of the orders that may come,
    `model_orders_low` and `model_orders_high`. Values are net of refunds and not discounted.

    Args:
        lines: Rows of `purchase_lines`, those after the cutoff among them.
        buyers: Rows of `summarise_buyers` as of the cutoff.
        model: Fitted on these buyers.
        holdout: The days to foretell.
        settings: The unit of time.
    """
    ahead = settings.model_copy(update={"horizon_days": holdout.days, "horizons": ()})
    expected = with_prospects(buyers, outlooks(buyers, model, ahead), model, ahead).select(
        "user_id",
        "frequency",
        F.col("expected_orders").alias("model_orders"),
        (F.col("expected_orders") * F.col("expected_spend")).alias("model_value"),
        F.col("possible_orders_low").alias("model_orders_low"),
        F.col("possible_orders_high").alias("model_orders_high"),
    )
    before = holdout.cutoff - timedelta(days=holdout.days)
    recent = outcomes(lines, Holdout(before, holdout.cutoff), RECENT_SPEND)
    known = expected.join(recent, "user_id", how="left").join(
        outcomes(lines, holdout, "actual"), "user_id", how="left"
    )
    return known.join(_cell_means(lines, buyers, holdout, settings), "user_id", how="left").fillna(
        0.0
    )


def outcomes(lines: DataFrame, window: Holdout, name: str) -> DataFrame:
    """Purchases and net money of each user within a window: `<name>_orders`, `<name>_value`."""
    within = lines.where(
        (F.col("order_date") > F.lit(window.cutoff)) & (F.col("order_date") <= F.lit(window.until))
    )
    return (
        user_purchases(within)
        .groupBy("user_id")
        .agg(
            F.count_if("is_purchase").cast("double").alias(f"{name}_orders"),
            F.sum("net").cast("double").alias(f"{name}_value"),
        )
    )


def _cell_means(
    lines: DataFrame, buyers: DataFrame, holdout: Holdout, settings: ValueSettings
) -> DataFrame:
    """What buyers of the same fifths of recency and frequency did before, as a prediction.

    The cells are filled from an earlier pair of times: up to a day in the past, and the window
    after it, which ends at the cutoff. The window is as long as the holdout, or half of the days
    before the cutoff where these are too few; then what was seen is scaled up. A cell that nobody
    was in has the mean of all.
    """
    first = F.min("first_order_date")
    begin = buyers.agg(first).collect()[0][0]
    length = min(holdout.days, (holdout.cutoff - begin).days // 2)
    earlier = Holdout(holdout.cutoff - timedelta(days=length), holdout.cutoff)
    before = summarise_buyers(lines, as_of=earlier.cutoff, unit_days=settings.unit_days)
    seen = _with_cell(before, earlier.cutoff).join(
        outcomes(lines, earlier, CELL_MEAN), "user_id", how="left"
    )
    scale = holdout.days / max(length, 1)
    means = {
        name: F.sum(name) / F.count("*") * scale
        for name in (f"{CELL_MEAN}_orders", f"{CELL_MEAN}_value")
    }
    by_cell = seen.groupBy("_cell").agg(*(mean.alias(name) for name, mean in means.items()))
    of_all = seen.agg(*(mean.alias(f"_{name}") for name, mean in means.items()))
    cells = _with_cell(buyers, holdout.cutoff).select("user_id", "_cell")
    known = cells.join(F.broadcast(by_cell), "_cell", how="left").crossJoin(F.broadcast(of_all))
    return known.select("user_id", *(F.coalesce(name, f"_{name}").alias(name) for name in means))


def _with_cell(buyers: DataFrame, as_of: date) -> DataFrame:
    """The buyers with their fifths of days since the last purchase and of frequency."""
    since = F.datediff(F.lit(as_of), "last_order_date")
    fifths = with_fifths(buyers, {"_since": since, "_often": F.col("frequency")})
    return fifths.withColumn("_cell", F.struct("_since", "_often")).drop("_since", "_often")


@dataclass(frozen=True)
class Held:
    """What the comparison of predictions with what came has found."""

    figures: dict[str, float]
    """By `<predictor>_<figure>`."""
    deciles: pd.DataFrame
    """For each predictor its ten tenths of buyers: what was predicted, what came."""
    by_frequency: pd.DataFrame
    """Mean orders by purchases before the cutoff: predicted by the model, and made."""


def measure(rows: DataFrame) -> Held:
    """Compare the rows of `predicted_and_actual`, which are read several times."""
    ideal = Ranked.of(rows, "actual_value", "actual_value").gini
    within = F.col("actual_orders").between(
        F.col(f"{MODEL}_orders_low"), F.col(f"{MODEL}_orders_high")
    )
    errors = rows.agg(
        *(_mean_error(name, what) for name in PREDICTORS for what in ("value", "orders")),
        F.avg(within.cast("double")).alias("within"),
    ).collect()[0]
    values = [f"{name}_value" for name in PREDICTORS]
    correlations = rank_correlations(rows, values, "actual_value")
    figures: dict[str, float] = {f"{MODEL}_orders_within_limits": errors["within"]}
    deciles = []
    for name, value in zip(PREDICTORS, values, strict=True):
        ranked = Ranked.of(rows, value, "actual_value")
        found = {
            "value_bias": ranked.bias,
            "value_mean_absolute_error": errors[value],
            "orders_mean_absolute_error": errors[f"{name}_orders"],
            "value_spearman": correlations[value],
            "value_gini": ranked.gini / ideal,
            "value_caught_by_tenth": ranked.caught(0.1),
            "value_caught_by_fifth": ranked.caught(0.2),
        }
        figures |= {f"{name}_{figure}": of_rows for figure, of_rows in found.items()}
        deciles.append(ranked.deciles().assign(predictor=name))
    return Held(figures, pd.concat(deciles, ignore_index=True), _by_frequency(rows))


def _mean_error(predictor: str, what: str) -> Column:
    foretold = f"{predictor}_{what}"
    return F.avg(F.abs(F.col(foretold) - F.col(f"actual_{what}"))).alias(foretold)


def _by_frequency(rows: DataFrame) -> pd.DataFrame:
    often = F.least(F.col("frequency"), F.lit(MOST)).alias("frequency")
    means = rows.groupBy(often).agg(
        F.count("*").alias("buyers"),
        F.avg("model_orders").alias("predicted"),
        F.avg("actual_orders").alias("actual"),
    )
    return means.toPandas().sort_values("frequency", ignore_index=True)


def holdout_rows(
    spark: SparkSession, held: Held, holdout: Holdout, currency: str | None
) -> DataFrame:
    """Rows of `value_holdout`."""
    told = held.deciles.rename(
        columns={"count": "user_count", "predicted": "predicted_value", "actual": "actual_value"}
    ).assign(as_of_date=holdout.until, cutoff_date=holdout.cutoff, currency=currency)
    rows = told[list(VALUE_HOLDOUT.column_names)].itertuples(index=False, name=None)
    return spark.createDataFrame([*rows], VALUE_HOLDOUT.schema)
