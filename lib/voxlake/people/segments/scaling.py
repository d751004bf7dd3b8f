"""Scales the traits of users, so that no unit, heavy tail or group of traits leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pyspark.ml import PipelineModel
from pyspark.ml.feature import ElementwiseProduct, SQLTransformer, VectorAssembler
from pyspark.ml.linalg import Vectors
from pyspark.ml.stat import Correlation, Summarizer
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.errors import InputError
from voxlake.people.segments.traits import Trait, only_row, topic_count, traits

FITTED_VERSION = "fitted_feature_version"
Matrix = npt.NDArray[np.float64]
_PREFIX = "trait_"


@dataclass(frozen=True)
class Scale:
    """How a trait is scaled: its mean and standard deviation over the users who have it."""

    trait: Trait
    mean: float
    deviation: float


def fit_scaler(features: DataFrame, clip: float) -> PipelineModel:
    """Adds the vector `traits`, of the traits that differ between these users, to any users.

    It adds FITTED_VERSION too, the feature version of these users.

    Raises:
        InputError: there are no users, or all of them are alike.
    """
    version = only_row(features.agg(F.max("feature_version")))[0]
    if version is None:
        raise InputError("There are no users to group; run build_user_features for that day first.")
    scales = measure_scales(features, traits(topic_count(features)))
    if not scales:
        raise InputError("All users are alike in every feature: there are no groups to find.")
    statement = scaling_statement(scales, clip)
    fitted = f"{sql_literal(version)} AS {FITTED_VERSION}"
    statement = statement.replace("SELECT *,", f"SELECT *, {fitted},", 1)
    columns = [f"{_PREFIX}{scale.trait.name}" for scale in scales]
    standardise = PipelineModel(
        stages=[
            SQLTransformer(statement=statement),
            VectorAssembler(inputCols=columns, outputCol="standardised"),
        ]
    )
    groups = [scale.trait.group for scale in scales]
    weights = group_weights(groups, _covariance(standardise.transform(features)))
    weigh = ElementwiseProduct(
        scalingVec=Vectors.dense(weights), inputCol="standardised", outputCol="traits"
    )
    return PipelineModel(stages=[*standardise.stages, weigh])


def _covariance(users: DataFrame) -> Matrix:
    """Covariance of the standardised traits, one row and column per trait."""
    correlation: Matrix = only_row(Correlation.corr(users, "standardised"))[0].toArray()
    deviation: Matrix = only_row(users.agg(Summarizer.std(F.col("standardised"))))[0].toArray()
    return correlation * np.outer(deviation, deviation)


def measure_scales(features: DataFrame, candidates: Sequence[Trait]) -> list[Scale]:
    """Mean and deviation of each trait that differs between users; the others are left out."""
    measures = (
        F.struct(
            F.avg(F.expr(t.tamed)).alias("mean"), F.stddev_pop(F.expr(t.tamed)).alias("spread")
        ).alias(t.name)
        for t in candidates
    )
    row = only_row(features.agg(*measures))
    return [
        Scale(trait, row[trait.name].mean, row[trait.name].spread)
        for trait in candidates
        if (row[trait.name].spread or 0.0) > 1e-9  # noqa: PLR2004  (rounding, not a difference)
    ]


def scaling_statement(scales: Sequence[Scale], clip: float) -> str:
    """The SQL of a Spark ML `SQLTransformer` that adds a column `trait_<name>` per trait.

    A trait is `(tamed - mean) / deviation`, within `clip` either way; unknown values are 0, the
    mean of those who have it.
    """
    columns = []
    for scale in scales:
        standard = f"({scale.trait.tamed} - ({scale.mean!r}D)) / {scale.deviation!r}D"
        clipped = f"greatest(-{clip!r}D, least({clip!r}D, {standard}))"
        columns.append(f"coalesce({clipped}, 0D) AS {_PREFIX}{scale.trait.name}")
    return f"SELECT *, {', '.join(columns)} FROM __THIS__"


def group_weights(groups: Sequence[str], covariance: Matrix) -> list[float]:
    """What each trait is multiplied with so that no group of traits leads: one weight per trait.

    Multiple factor analysis (Escofier and Pages, 1994): each group is divided by the root of the
    largest eigenvalue of its covariance. A group's strongest direction then has variance 1,
    whether it is five columns that say the same or one. Groups whose variance is below 1 already,
    because few users have them, stay as they are: what is rare is not made loud.
    """
    weights = [0.0] * len(groups)
    for group in set(groups):
        members = [i for i, name in enumerate(groups) if name == group]
        largest = np.linalg.eigvalsh(covariance[np.ix_(members, members)])[-1]
        for i in members:
            weights[i] = float(max(largest, 1.0) ** -0.5)
    return weights


def sql_literal(text: str) -> str:
    """The text as a string of Spark SQL."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
