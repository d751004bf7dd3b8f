"""The chances of users, and which tenth each is in."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.errors import ConfigError
from voxlake.people.propensity.model import chances_of
from voxlake.people.propensity.settings import PropensitySettings
from voxlake.people.propensity.target_model import TargetModel, fingerprint, question_of
from voxlake.people.propensity.targets import is_asked
from voxlake.spark.columns import quantiles, to_four_digits
from voxlake.tables import USER_PROPENSITY

_TENTHS = [n / 10 for n in range(1, 10)]


def score_users(
    features: DataFrame,
    models: Mapping[str, TargetModel],
    *,
    model_version: str,
    settings: PropensitySettings,
) -> DataFrame:
    """One row of `user_propensity` per user and target that is asked of the user.

    A tenth is by limits between the chances of all who are asked; equal chances are in one.

    Args:
        features: Rows of `user_features` of one day.
        models: A model for each target of the settings; targets without one have no rows.
        model_version: Version of what holds the models.
        settings: The targets.

    Raises:
        ConfigError: there is no model for any target, or one was fitted on other features, or on
            another question.
    """
    used = {target: models[target] for target in settings.targets if target in models}
    if not used:
        raise ConfigError(
            "The champion of 'propensity' has no model of any target that is asked for, or is of "
            "an earlier version of voxlake; run fit_propensity with --fit."
        )
    _require_same_features(features, used, settings)
    asked = (
        F.struct(
            F.lit(target).alias("target"),
            F.when(
                is_asked(settings.targets[target], settings.horizon_days), F.col(f"_all.{target}")
            ).alias("probability"),
        )
        for target in used
    )
    chances = (
        features.withColumn("_all", chances_of(used))
        .select("as_of_date", "user_id", F.inline(F.array(*asked)))
        .where(F.col("probability").isNotNull())
    )
    said = {
        "horizon_days": F.lit(settings.horizon_days),
        "model_version": F.lit(model_version),
    }
    return _with_tenths(chances).withColumns(said).select(*USER_PROPENSITY.column_names)


def _with_tenths(chances: DataFrame) -> DataFrame:
    """The rows with the tenth of each among those of its target."""
    limits = chances.groupBy("target").agg(
        quantiles(F.col("probability"), _TENTHS).alias("_limits")
    )
    above = F.filter("_limits", lambda limit: limit >= to_four_digits(F.col("probability")))
    return chances.join(F.broadcast(limits), "target").withColumn("decile", F.size(above) + 1)


def _require_same_features(
    features: DataFrame, models: Mapping[str, TargetModel], settings: PropensitySettings
) -> None:
    """Check that features and questions mean what they meant at the fit."""
    for row in features.select("feature_version").distinct().limit(9).collect():
        for target, model in models.items():
            now = fingerprint(row.feature_version, question_of(target, settings))
            if model.fitted_on != now:
                raise ConfigError(
                    f"The champion of 'propensity' for {target!r} was fitted on "
                    f"{model.fitted_on!r}, but now it is {now!r}; run fit_propensity with --fit."
                )
