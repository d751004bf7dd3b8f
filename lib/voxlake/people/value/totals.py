"""The value of many buyers together: of all, of segments, of cohorts and of countries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from scipy.linalg import block_diag
from scipy.stats import norm

from voxlake.people.value.likelihood import Covariance
from voxlake.people.value.money import not_below_0, quadratic
from voxlake.people.value.odd import OddBuyer
from voxlake.people.value.settings import ValueSettings
from voxlake.people.value.value_model import ValueModel
from voxlake.spark.columns import quantiles
from voxlake.tables import SEGMENT_VALUE, VALUE_TOTALS
from voxlake.tables.columns import NO_SEGMENT

UNKNOWN_COUNTRY = "unknown"
_DECILES = [share / 10 for share in range(1, 10)]


def value_by_segment(user_value: DataFrame, user_segments: DataFrame) -> DataFrame:
    """Rows of `segment_value`: the buyers' value by segment and country.

    Args:
        user_value: Rows of `user_value` of one day.
        user_segments: Rows of `user_segments` of that day; buyers without one are in -1.
    """
    segments = user_segments.select("user_id", "segment_id")
    groups = (
        user_value.join(segments, "user_id", how="left")
        .withColumn("segment_id", F.coalesce("segment_id", F.lit(NO_SEGMENT)))
        .withColumn("country", F.coalesce("country", F.lit(UNKNOWN_COUNTRY)))
        .groupBy("as_of_date", "segment_id", "country")
    )
    values = groups.agg(
        F.max("currency").alias("currency"),
        F.count("*").alias("user_count"),
        F.sum("revenue").cast("decimal(18,2)").alias("revenue"),
        F.sum("expected_value").alias("expected_value"),
        F.avg("expected_value").alias("mean_expected_value"),
        quantiles(F.col("expected_value"), _DECILES).alias("deciles"),
        F.max("horizon_days").alias("horizon_days"),
        F.max("model_version").alias("model_version"),
    )
    return values.select(*SEGMENT_VALUE.column_names)


def value_totals(
    prospects: DataFrame,
    user_segments: DataFrame,
    *,
    model: ValueModel | None,
    version: str | None,
    as_of: date,
    settings: ValueSettings,
    odd: Sequence[OddBuyer] = (),
) -> DataFrame:
    """Rows of `value_totals`: sums over all buyers, each segment and each cohort.

    Where amounts of some are odd, also over all but them.

    Of the sum, the parameters' uncertainty is that of the sum's gradient: all buyers' expectations
    move together. What buyers do beyond it varies for each alone, so these variances add up.

    Args:
        prospects: Rows of `with_prospects`.
        user_segments: Rows of `user_segments` of that day; buyers without one are in -1.
        model: The model of the prospects; None: no rows.
        version: Version of the model.
        as_of: The day of the snapshot.
        settings: Probability of the intervals, kind of cohorts.
        odd: Buyers whose amounts are odd.
    """
    if model is None:
        return prospects.sparkSession.createDataFrame([], VALUE_TOTALS.schema)
    groups = F.array(
        _group("all", F.lit("all")),
        _group("segment", F.col("segment").cast("string")),
        _group("cohort", F.col("cohort").cast("string")),
        _group("without_odd", F.when(~F.col("is_odd"), ", ".join(one.user_id for one in odd))),
    )
    cells = _cells(prospects, user_segments, settings.cohort, odd)
    added = (
        cells.withColumn("_group", F.explode(groups))
        .where(F.col("_group.group_name").isNotNull())
        .groupBy("horizon_days", "_group.grouping", "_group.group_name", "currency")
        .agg(*(_sum_of_known(name) for name in cells.columns if name not in _CELL))
    )
    limits = {
        **_limits("orders", added, model.orders_covariance, settings.interval),
        **_limits("value", added, _of_both(model), settings.interval),
    }
    return added.withColumns(
        {
            **limits,
            "as_of_date": F.lit(as_of),
            "revenue": F.col("revenue").cast("decimal(18,2)"),
            "model_version": F.lit(version).cast("string"),
        }
    ).select(*VALUE_TOTALS.column_names)


_ORDERS, _SPEND = 4, 3  # parameters of the models
_CELL = ("horizon_days", "segment", "cohort", "currency", "is_odd")


def _cells(
    prospects: DataFrame, user_segments: DataFrame, cohort: str, odd: Sequence[OddBuyer]
) -> DataFrame:
    """Sums by horizon, segment, cohort and oddness: few rows, of which all others are made."""
    ids = [one.user_id for one in odd]
    segments = user_segments.select("user_id", F.col("segment_id").alias("segment"))
    orders = [F.col("expected_orders") * F.col("orders_gradient")[i] for i in range(_ORDERS)]
    of_value = [F.col("discounted_gradient")[i] for i in range(_ORDERS)]
    of_value += [F.col("spend_gradient")[i] for i in range(_SPEND)]
    gradients = {f"orders_by_{i}": part for i, part in enumerate(orders)}
    gradients |= {f"value_by_{i}": F.col("expected_value") * p for i, p in enumerate(of_value)}
    named = prospects.withColumns(
        {"user_count": F.lit(1), "expected_alive": F.col("probability_alive"), **gradients}
    )
    added = ("user_count", "revenue", "expected_alive", "expected_orders", "expected_value")
    return (
        named.join(segments, "user_id", how="left")
        .withColumn("segment", F.coalesce("segment", F.lit(NO_SEGMENT)))
        .withColumn("is_odd", F.col("user_id").isin(ids) if ids else F.lit(None).cast("boolean"))
        .withColumn("cohort", F.trunc("first_order_date", cohort).cast("string"))
        .groupBy(*_CELL)
        .agg(*map(_sum_of_known, (*added, "orders_variance", "value_variance", *gradients)))
    )


def _group(grouping: str, name: Column) -> Column:
    return F.struct(F.lit(grouping).alias("grouping"), name.alias("group_name"))


def _sum_of_known(name: str) -> Column:
    """The sum; null where a part of it is not known."""
    return F.when(F.count(name) == F.count("*"), F.sum(name)).alias(name)


def _of_both(model: ValueModel) -> Covariance | None:
    """The covariance of all parameters; those of orders and of spend were fitted apart."""
    orders, spend = model.orders_covariance, model.spend_covariance
    if orders is None or spend is None:
        return None
    return tuple(tuple(map(float, row)) for row in block_diag(orders, spend))


def _limits(
    of: str, sums: DataFrame, covariance: Covariance | None, interval: float
) -> dict[str, Column]:
    z = float(norm.ppf((1 + interval) / 2))
    total, noise = F.col(f"expected_{of}"), F.col(f"{of}_variance")
    by = F.array(*(name for name in sums.columns if name.startswith(f"{of}_by_")))
    variance = quadratic(by, covariance)
    off = z * F.sqrt(variance) / total
    either = z * F.sqrt(variance + noise)
    return {
        f"expected_{of}_low": total * F.exp(-off),
        f"expected_{of}_high": total * F.exp(off),
        f"possible_{of}_low": not_below_0(total - either),
        f"possible_{of}_high": total + either,
    }
