"""Turns user features into the numbers that models of propensity learn from."""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.ml import PipelineModel
from pyspark.ml.feature import SQLTransformer, VectorAssembler
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.errors import TooLittleDataError
from voxlake.people.segments.scaling import sql_literal
from voxlake.people.segments.traits import only_row, topic_count
from voxlake.tables import USER_FEATURES

_CATEGORIES = ("country", "language")
_NUMBERS = tuple(c.name for c in USER_FEATURES.columns if c.type in ("long", "double"))
_CONSTANT = 1e-9  # deviations below it are of rounding


@dataclass(frozen=True)
class Input:
    """An input by name, and Spark SQL over `user_features` for its value; null when unknown."""

    name: str
    value: str


@dataclass(frozen=True)
class Inputs:
    """Fitted inputs: `model` adds them as a vector, in the order of `names`."""

    model: PipelineModel
    names: tuple[str, ...]


def vector_of(target: str) -> str:
    """Name of a target's vector of inputs."""
    return f"{target}_inputs"


def version_of(target: str) -> str:
    """Name of the column that says which user features, and question, a model was fitted on."""
    return f"{target}_fitted_on"


def fit_inputs(features: DataFrame, target: str, question: str, categories: int) -> Inputs:
    """Fit the inputs of a target to users: logarithms of numbers, and most frequent categories.

    What is unknown becomes the mean of what is known, beside a second input that says that it was
    unknown. Inputs that are the same for all of these users are left out.

    Args:
        features: Rows of `user_features` of one day.
        target: Name of the target; new columns begin with it.
        question: What the answers depend on; kept in the model.
        categories: Most countries, and most languages, that are inputs.

    Raises:
        TooLittleDataError: all users are alike.
    """
    candidates = _candidates(features, categories)
    stats = only_row(
        features.agg(
            F.max("feature_version").alias("feature_version"),
            *(F.avg(F.expr(c.value)).alias(f"mean {i}") for i, c in enumerate(candidates)),
            *(F.stddev_pop(F.expr(c.value)).alias(f"sd {i}") for i, c in enumerate(candidates)),
            *(
                F.avg(F.expr(f"double(({c.value}) IS NULL)")).alias(f"gaps {i}")
                for i, c in enumerate(candidates)
            ),
        )
    )
    used: list[Input] = []
    for i, candidate in enumerate(candidates):
        if (stats[f"sd {i}"] or 0.0) > _CONSTANT:
            value = f"coalesce({candidate.value}, {stats[f'mean {i}']!r}D)"
            used.append(Input(candidate.name, value))
        if 0 < stats[f"gaps {i}"] < 1:
            value = f"double(({candidate.value}) IS NULL)"
            used.append(Input(f"{candidate.name} unknown", value))
    if not used:
        raise TooLittleDataError("All users are alike in every feature: nothing can be learnt.")
    columns = {f"{target}_{i}": one.value for i, one in enumerate(used)}
    fitted_on = sql_literal(fingerprint(stats["feature_version"], question))
    computed = ", ".join(f"{value} AS {name}" for name, value in columns.items())
    model = PipelineModel(
        [
            SQLTransformer(
                statement=f"SELECT *, {computed}, {fitted_on} AS {version_of(target)} FROM __THIS__"
            ),
            VectorAssembler(inputCols=list(columns), outputCol=vector_of(target)),
        ]
    )
    return Inputs(model, tuple(one.name for one in used))


def fingerprint(feature_version: str, question: str) -> str:
    """What a fit and the users it is asked of must share."""
    return f"{feature_version} | {question}"


def _candidates(features: DataFrame, categories: int) -> list[Input]:
    """Every input that there may be of these users."""
    topics = (Input(f"topic_{i}", f"get(topic_shares, {i})") for i in range(topic_count(features)))
    return [
        *(Input(name, f"CASE WHEN {_finite(name)} THEN {_tamed(name)} END") for name in _NUMBERS),
        *topics,
        *(
            Input(f"{name} {value}", f"double({name} <=> {sql_literal(value)})")
            for name in _CATEGORIES
            for value in _most_frequent(features, name, categories)
        ),
    ]


def _tamed(name: str) -> str:
    """The logarithm; below zero it is mirrored."""
    return f"signum({name}) * log1p(abs({name}))"


def _finite(name: str) -> str:
    return f"abs({name}) < double('infinity')"


def _most_frequent(features: DataFrame, name: str, most: int) -> list[str]:
    counts = features.where(F.col(name).isNotNull()).groupBy(name).agg(F.count("*").alias("users"))
    return [row[name] for row in counts.orderBy(F.desc("users"), name).limit(most).collect()]
