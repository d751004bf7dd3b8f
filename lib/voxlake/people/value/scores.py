"""Each buyer's expected value by the fitted models, with intervals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import pandas as pd
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from scipy.stats import norm

from voxlake.people.value.money import money_columns, spend_columns
from voxlake.people.value.outlook import HISTORY, OUTLOOK, outlook
from voxlake.people.value.settings import ValueSettings
from voxlake.people.value.value_model import ValueModel
from voxlake.tables import USER_VALUE, USER_VALUE_HORIZONS


def score_value(
    prospects: DataFrame,
    users: DataFrame,
    *,
    version: str | None,
    as_of: date,
    settings: ValueSettings,
) -> DataFrame:
    """Rows of `user_value`: what each buyer did, and does next by the model.

    Args:
        prospects: Rows of `with_prospects` of buyers with RFM scores, within
            `settings.horizon_days`.
        users: Rows of `users`, for the country.
        version: Version of the model; None: not fitted.
        as_of: The day of the snapshot.
        settings: Of churn.
    """
    countries = users.select("user_id", F.col("country").alias("user_country"))
    described = prospects.join(countries, "user_id", how="left").withColumns(
        {
            "country": F.coalesce("user_country", "order_country"),
            "as_of_date": F.lit(as_of),
            "horizon_days": F.lit(settings.horizon_days),
            "churn": _churn(settings),
            "model_version": F.lit(version).cast("string"),
        }
    )
    return described.select(*USER_VALUE.column_names)


def horizon_rows(prospects: DataFrame, *, version: str | None, as_of: date) -> DataFrame:
    """Rows of `user_value_horizons`: one for each buyer and horizon of `with_prospects`."""
    return prospects.withColumns(
        {"as_of_date": F.lit(as_of), "model_version": F.lit(version).cast("string")}
    ).select(*USER_VALUE_HORIZONS.column_names)


def _churn(settings: ValueSettings) -> Column:
    probability = F.col("churn_probability")
    return (
        F.when(probability >= settings.churn_lost, "lost")
        .when(probability >= settings.churn_at_risk, "at_risk")
        .when(probability.isNotNull(), "active")
    )


def outlooks(buyers: DataFrame, model: ValueModel | None, settings: ValueSettings) -> DataFrame:
    """Rows of `OUTLOOK` of the distinct histories of these buyers; none without a model.

    In Python, since SQL has no quadrature; histories that share frequency and age, which most of
    the work depends on alone, come together.
    """
    if model is None:
        return buyers.sparkSession.createDataFrame([], OUTLOOK)
    fitted = model

    def ahead(batches: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        for batch in batches:
            yield outlook(batch, fitted, settings)

    histories = buyers.select(*HISTORY).repartition("frequency", "age").distinct()
    return histories.sortWithinPartitions("frequency", "age").mapInPandas(ahead, OUTLOOK)


def with_prospects(
    buyers: DataFrame, outlooks: DataFrame, model: ValueModel | None, settings: ValueSettings
) -> DataFrame:
    """The buyers, once for each horizon, with what is expected of them and what they may do.

    Args:
        buyers: Rows of `summarise_buyers`.
        outlooks: Rows of `outlooks`, of any horizons; buyers without one are left with nulls.
        model: The model of these.
        settings: Probability of the intervals.

    Returns:
        The columns of the buyers and of `user_value_horizons`, and for `value_totals`:
        `orders_variance`, `value_variance` (null where not finite), and the gradients
        `orders_gradient`, `discounted_gradient` and `spend_gradient`.
    """
    joined = buyers.join(outlooks, [*HISTORY], how="left")
    if model is None:
        nothing = ("expected_spend", "value_spread", "value_variance", "money_unit")
        spent = joined.withColumns({name: F.lit(None).cast("double") for name in nothing})
        spent = spent.withColumn("spend_gradient", F.lit(None).cast("array<double>"))
    else:
        spent = joined.withColumns(spend_columns(model)).withColumns(money_columns(model))
    off = float(norm.ppf((1 + settings.interval) / 2)) * F.sqrt("value_spread")
    value = F.col("discounted") * F.col("expected_spend")
    # Each order of the horizon is worth what they are worth on average.
    worth = F.col("discounted") / F.col("orders") * F.col("money_unit")
    return spent.withColumns(
        {
            "probability_alive": F.col("alive"),
            "probability_alive_low": F.col("alive_low"),
            "probability_alive_high": F.col("alive_high"),
            "churn_probability": F.col("churn"),
            "probability_no_order": F.col("no_order"),
            "expected_orders": F.col("orders"),
            "expected_orders_low": F.col("orders_low"),
            "expected_orders_high": F.col("orders_high"),
            "expected_value": value,
            "expected_value_low": value * F.exp(-off),
            "expected_value_high": value * F.exp(off),
            "possible_value_low": F.col("money_low") * worth,
            "possible_value_high": F.col("money_high") * worth,
        }
    )
