"""What orders are worth: columns of the Gamma-Gamma model over those of an outlook."""

from __future__ import annotations

from functools import reduce
from operator import add

from pyspark.sql import Column
from pyspark.sql import functions as F

from voxlake.people.value.likelihood import Covariance
from voxlake.people.value.value_model import ValueModel

_FINITE = 2.0  # shape of a rate below which the square of its inverse has no mean


def spend_columns(model: ValueModel) -> dict[str, Column]:
    """Expected spend per order, the unit of money limits, and how the spend hangs on parameters.

    `expected_spend` is the mean given the buyer's own so far (Fader & Hardie 2013, equation 5);
    `money_unit` is v plus the money of the repeat purchases; `spend_gradient` has the change of the
    logarithm of the spend with the logarithms of p, q and v.
    """
    p, q, v = model.spend.p, model.spend.q, model.spend.v
    x = F.col("frequency")
    unit = v + x * F.coalesce("mean_value", F.lit(0.0))
    sure = p * x + q - 1
    return {
        "money_unit": unit,
        "expected_spend": p * unit / sure,
        "spend_gradient": F.array(1 - p * x / sure, -q / sure, v / unit),
    }


def money_columns(model: ValueModel) -> dict[str, Column]:
    """How uncertain the expected value is, and how what comes is spread around it.

    `value_spread` is the variance of the logarithm of the expected value, from the parameters;
    `value_variance` that of the discounted money of one buyer: with sums of n gammas, and a rate
    of which the history tells as much as it does, its mean square is
    (p E[N] + p^2 E[N^2]) money_unit^2 / ((px + q - 1) (px + q - 2)); null where px + q is not above
    2, since the model then has no finite variance.
    """
    p = model.spend.p
    sure = p * F.col("frequency") + model.spend.q
    square = (p * F.col("orders") + p**2 * F.col("squares")) * F.col("money_unit") ** 2
    square = F.when(sure > _FINITE, square / ((sure - 1) * (sure - 2)))
    worth = (F.col("discounted") / F.col("orders")) ** 2
    mean = F.col("discounted") * F.col("expected_spend")
    return {
        "value_spread": F.col("discounted_variance")
        + quadratic(F.col("spend_gradient"), model.spend_covariance),
        "value_variance": not_below_0(square * worth - mean**2),
    }


def not_below_0(value: Column) -> Column:
    """The value, and 0 for what is below; null where it is null, unlike `F.greatest`."""
    return F.when(value < 0, F.lit(0.0)).otherwise(value)


def quadratic(of: Column, covariance: Covariance | None) -> Column:
    """The variance along a vector, an array column; null where the covariance is not known."""
    if covariance is None:
        return F.lit(None).cast("double")
    terms = [
        of[i] * of[j] * value
        for i, row in enumerate(covariance)
        for j, value in enumerate(row)
        if value
    ]
    return reduce(add, terms, F.lit(0.0))
