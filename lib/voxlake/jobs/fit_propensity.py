"""Fit how probable it is that users will do something, such as buy, for `score_propensity`."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date, timedelta

from pyspark.ml import PipelineModel
from pyspark.sql import DataFrame

from voxlake.errors import TooLittleDataError
from voxlake.job import Context
from voxlake.jobs.features import features_as_of
from voxlake.models import Fit
from voxlake.people.propensity.judging import importance_picture
from voxlake.people.propensity.scores import models_by_target
from voxlake.people.propensity.settings import PropensitySettings
from voxlake.people.propensity.targets import answered
from voxlake.people.propensity.trial import SHOWN, Trial, fewest, try_out
from voxlake.persisted import persisted
from voxlake.tables import EVENTS, ORDERS, POSTS


def run(ctx: Context, settings: PropensitySettings) -> None:
    """Learn from one horizon, judge by the next one, keep for each target the better model.

    Both horizons have come to pass by the day of the run. The features of the day before each are
    built here, of what was known by then, whether or not `user_features` has those days.
    """
    later = ctx.as_of - timedelta(days=settings.horizon_days)
    earlier = later - timedelta(days=settings.horizon_days)
    with ExitStack() as stack:
        features = {
            day: stack.enter_context(persisted(features_as_of(ctx, day, settings.features)))
            for day in (earlier, later)
        }
        asked = {
            target: [_answered(ctx, features[day], day, target, settings) for day in features]
            for target in settings.targets
        }
        rarer = {target: [fewest(rows) for rows in both] for target, both in asked.items()}
        enough = [target for target in asked if min(rarer[target]) >= settings.min_each]
        if not enough:
            raise TooLittleDataError(
                f"A fit of propensity needs {settings.min_each} users of either answer on "
                f"{earlier} and on {later}; of the rarer one there are {rarer}. Ingest more days, "
                "or lower propensity.min_each or propensity.horizon_days."
            )
        models = _models_in_use(ctx, settings)
        inputs = {table.view: ctx.lake.version(table) for table in (POSTS, ORDERS, EVENTS)}
        with ctx.models.fit("propensity", settings, inputs) as fit:
            trials = {}
            for target in enough:
                learn_from, judge_by = asked[target]
                trials[target] = try_out(
                    target,
                    learn_from=learn_from,
                    judge_by=judge_by,
                    rival=models.get(target),
                    settings=settings,
                )
                _log(fit, target, trials[target])
            better = {t: trial.learned.model for t, trial in trials.items() if trial.is_better}
            if not better and not models:
                raise TooLittleDataError(
                    "No target was foretold better than by its base rate, beyond noise: "
                    + "; ".join(f"{target}: {trial}" for target, trial in trials.items())
                )
            if better:
                version = fit.register(PipelineModel([*{**models, **better}.values()]))
                fit.promote()
                ctx.note(version=version)
    left_out = {target: f"left out: too few users {rarer[target]}" for target in settings.targets}
    ctx.note(**{**left_out, **{target: str(trial) for target, trial in trials.items()}})


def _models_in_use(ctx: Context, settings: PropensitySettings) -> dict[str, PipelineModel]:
    """The champion's models of targets that are still asked for."""
    if not ctx.models.has_champion("propensity"):
        return {}
    models = models_by_target(ctx.models.champion("propensity").model)
    return {target: model for target, model in models.items() if target in settings.targets}


def _answered(
    ctx: Context, features: DataFrame, as_of: date, target: str, settings: PropensitySettings
) -> DataFrame:
    last = as_of + timedelta(days=settings.horizon_days)
    return answered(
        features,
        settings.targets[target],
        posts=ctx.lake.history(POSTS, last, settings.horizon_days),
        orders=ctx.lake.history(ORDERS, last, settings.horizon_days),
        events=ctx.lake.history(EVENTS, last, settings.horizon_days),
        as_of=as_of,
        horizon_days=settings.horizon_days,
    )


def _log(fit: Fit, target: str, trial: Trial) -> None:
    for split, values in trial.figures:
        fit.metrics(values, split=f"{target} {split}")
    fit.picture(trial.judged.picture(), f"{target}_reliability")
    fit.picture(importance_picture(trial.learned.importance, SHOWN), f"{target}_importance")
