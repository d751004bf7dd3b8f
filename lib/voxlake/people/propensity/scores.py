"""The chances of users, and which tenth each is in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

from pyspark.ml import PipelineModel
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.errors import ConfigError
from voxlake.people.propensity.inputs import fingerprint, version_of
from voxlake.people.propensity.learning import chance_of, chances_of
from voxlake.people.propensity.settings import PropensitySettings
from voxlake.people.propensity.targets import asked
from voxlake.people.value.buyers import quantiles, to_four_digits
from voxlake.tables import USER_PROPENSITY

_TENTHS = [n / 10 for n in range(1, 10)]


def question_of(target: str, settings: PropensitySettings) -> str:
    """What the answers of a target depend on, in a line."""
    return f"{settings.targets[target].model_dump_json()} in {settings.horizon_days} days"


def models_by_target(model: PipelineModel) -> dict[str, PipelineModel]:
    """The models of one pipeline, each of a target."""
    parts = [part for part in model.stages if isinstance(part, PipelineModel)]
    return {_target_of(part): part for part in parts}


def _target_of(model: PipelineModel) -> str:
    """The target of a model, by the name of the column that its last stage adds."""
    column: str = model.stages[-1].getOrDefault("probabilityCol")
    return column.removesuffix(chances_of(""))


def fits_features(
    model: PipelineModel, features: DataFrame, target: str, settings: PropensitySettings
) -> bool:
    """Whether a model was fitted on such features, and on the same question."""
    versions = _versions(model, features, target, settings)
    return all(row["_fitted_on"] == row["_now"] for row in versions)


def score_users(
    features: DataFrame,
    models: Mapping[str, PipelineModel],
    *,
    model_version: str,
    settings: PropensitySettings,
) -> DataFrame:
    """One row of `user_propensity` per user and target that is asked of the user.

    A tenth is by limits between the chances of all who are asked; equal chances are in one.

    Args:
        features: Rows of `user_features` of one day.
        models: A model for each target of the settings; targets without one have no rows.
        model_version: Version of the pipeline that holds the models.
        settings: The targets.

    Raises:
        ConfigError: a model was fitted on other features, or on another question.
    """
    scored = [
        _score(features, models[target], target, settings)
        for target in settings.targets
        if target in models
    ]
    rows = reduce(DataFrame.unionByName, scored)
    return rows.withColumns(
        {
            "horizon_days": F.lit(settings.horizon_days),
            "model_version": F.lit(model_version),
        }
    ).select(*USER_PROPENSITY.column_names)


def _score(
    features: DataFrame, model: PipelineModel, target: str, settings: PropensitySettings
) -> DataFrame:
    for row in _versions(model, features, target, settings):
        if row["_fitted_on"] != row["_now"]:
            raise ConfigError(
                f"The champion of 'propensity' for {target!r} was fitted on {row['_fitted_on']!r}, "
                f"but now it is {row['_now']!r}; run fit_propensity with --fit."
            )
    users = asked(features, settings.targets[target], settings.horizon_days)
    chances = model.transform(users).select(
        "as_of_date", "user_id", F.lit(target).alias("target"), chance_of(target).alias("chance")
    )
    limits = chances.agg(quantiles(F.col("chance"), _TENTHS).alias("_limits"))
    above = F.filter("_limits", lambda limit: limit >= to_four_digits(F.col("chance")))
    return (
        chances.crossJoin(F.broadcast(limits))
        .withColumn("decile", F.size(above) + 1)
        .withColumnRenamed("chance", "probability")
        .drop("_limits")
    )


def _versions(
    model: PipelineModel, features: DataFrame, target: str, settings: PropensitySettings
) -> list[dict[str, str]]:
    """What the model was fitted on, and what these features and the question are now."""
    inputs = PipelineModel(model.stages[:1])
    pairs = inputs.transform(features).select(version_of(target), "feature_version").distinct()
    question = question_of(target, settings)
    return [
        {"_fitted_on": row[0], "_now": fingerprint(row[1], question)}
        for row in pairs.limit(9).collect()
    ]
