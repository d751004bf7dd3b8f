"""Each buyer's expected value by the fitted models, and the value of segments and countries."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.pandas.functions import pandas_udf

from voxlake.people.value.buyers import quantiles, with_rfm_scores
from voxlake.people.value.gamma_gamma import GammaGamma
from voxlake.people.value.model import ValueModel
from voxlake.people.value.purchases import probability_alive
from voxlake.people.value.settings import ValueSettings
from voxlake.tables import SEGMENT_VALUE, USER_VALUE

NO_SEGMENT = -1
UNKNOWN_COUNTRY = "unknown"

_HISTORY = ("frequency", "recency", "age")
_DECILES = [share / 10 for share in range(1, 10)]
_EXPECTED = "alive double, orders double, discounted_orders double"
_YEAR_DAYS = 365


def score_value(
    buyers: DataFrame,
    users: DataFrame,
    *,
    model: ValueModel | None,
    version: str | None,
    as_of: date,
    settings: ValueSettings,
) -> DataFrame:
    """Rows of `user_value`: what each buyer did, and does next by the model.

    Args:
        buyers: Rows of `summarise_buyers`, in the unit of time of the settings.
        users: Rows of `users`, for the country.
        model: The model of the rows; None leaves the expectations null.
        version: Version of the model.
        as_of: The day of the snapshot.
        settings: Horizon and discount.
    """
    countries = users.select("user_id", F.col("country").alias("user_country"))
    scored = with_expectations(with_rfm_scores(buyers, as_of), model, settings)
    described = scored.join(countries, "user_id", how="left").withColumns(
        {
            "country": F.coalesce("user_country", "order_country"),
            "as_of_date": F.lit(as_of),
            "horizon_days": F.lit(settings.horizon_days),
            "model_version": F.lit(version).cast("string"),
        }
    )
    return described.select(*USER_VALUE.column_names)


def with_expectations(
    buyers: DataFrame, model: ValueModel | None, settings: ValueSettings
) -> DataFrame:
    """The buyers with `probability_alive` and what is expected of them within the horizon.

    These are `expected_orders`, `expected_spend` per order, and `expected_value`, discounted; all
    null without a model.
    """
    return buyers.withColumns(_expectations(model, settings)).withColumns(
        {
            "expected_value": F.col("_expected.discounted_orders") * F.col("expected_spend"),
            "expected_orders": F.col("_expected.orders"),
            "probability_alive": F.col("_expected.alive"),
        }
    )


def _expectations(model: ValueModel | None, settings: ValueSettings) -> dict[str, Column]:
    if model is None:
        unknown = F.lit(None).cast("double")
        names = ("alive", "orders", "discounted_orders")
        nothing = F.struct(*(unknown.alias(name) for name in names))
        return {"expected_spend": unknown, "_expected": nothing}
    return {
        "expected_spend": _expected_spend(model.spend),
        "_expected": _expected_orders(model, settings),
    }


def _expected_spend(model: GammaGamma) -> Column:
    """Mean spend per purchase given the buyer's own so far (Fader & Hardie 2013, equation 5)."""
    frequency = F.col("frequency")
    spent = frequency * F.coalesce("mean_value", F.lit(0.0))
    return model.p * (model.v + spent) / (model.p * frequency + model.q - 1)


def _expected_orders(model: ValueModel, settings: ValueSettings) -> Column:
    """Whether the buyer is still there; purchases within the horizon, as they are and discounted.

    Those of each period count with (1 + rate) to the power of minus the years until its end: the
    discrete discounting of expected transactions of Fader, Hardie & Lee 2005, "RFM and CLV".
    A pandas UDF, since SQL has no quadrature.
    """
    ends = [*range(settings.period_days, settings.horizon_days, settings.period_days)]
    ends.append(settings.horizon_days)
    discounts = [(1 + settings.discount_rate) ** (-end / _YEAR_DAYS) for end in ends]
    times = [end / model.unit_days for end in ends]
    parameters = model.orders

    def expected(frequency: pd.Series, recency: pd.Series, age: pd.Series) -> pd.DataFrame:
        x, last, now = (column.to_numpy(np.float64) for column in (frequency, recency, age))
        alive = probability_alive(parameters, x, last, now)
        stayed = parameters.of_those_who_stayed(x, now)
        orders = discounted = np.zeros(len(x))
        for time, discount in zip(times, discounts, strict=True):
            until = alive * stayed.expected(time)
            discounted = discounted + (until - orders) * discount
            orders = until
        return pd.DataFrame({"alive": alive, "orders": orders, "discounted_orders": discounted})

    # The stubs want the function's kind, which Spark takes from the annotations since 3.0.
    by_history = pandas_udf(expected, _EXPECTED)  # type: ignore[call-overload]
    column: Column = by_history(*_HISTORY)
    return column


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
