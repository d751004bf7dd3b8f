"""Fit how probable it is that users will do something, such as buy, for `score_propensity`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from voxlake.core.errors import TooLittleDataError
from voxlake.jobs.common.features import dump_sources, features_as_of
from voxlake.people.propensity.judging import importance_picture
from voxlake.people.propensity.settings import PropensitySettings
from voxlake.people.propensity.target_model import TargetModel, models_by_target, numbers_of
from voxlake.people.propensity.targets import answered
from voxlake.people.propensity.trial import SHOWN, Answers, Trial, try_out
from voxlake.run.context import Context
from voxlake.run.models import Fit
from voxlake.spark.persisted import persisted
from voxlake.tables import EVENTS, POSTS, PURCHASE_LINES


def run(ctx: Context, settings: PropensitySettings) -> None:
    """Learn from one horizon, judge by the next one, keep for each target the better model.

    Both horizons have come to pass by the day of the run. The features of the day before each are
    built here, of what was known by then, whether or not `user_features` has those days.
    """
    later = ctx.as_of - timedelta(days=settings.horizon_days)
    earlier = later - timedelta(days=settings.horizon_days)
    with (
        _answers(ctx, earlier, settings) as learn_from,
        _answers(ctx, later, settings) as judge_by,
    ):
        rarer = {t: [day.fewest(t) for day in (learn_from, judge_by)] for t in settings.targets}
        enough = [target for target, both in rarer.items() if min(both) >= settings.min_each]
        if not enough:
            raise TooLittleDataError(
                f"A fit of propensity needs {settings.min_each} users of either answer on "
                f"{earlier} and on {later}; of the rarer one there are {rarer}. Ingest more days, "
                "or lower propensity.min_each or propensity.horizon_days."
            )
        models = _models_in_use(ctx, settings)
        inputs = {table.view: ctx.lake.version(table) for table in (POSTS, PURCHASE_LINES, EVENTS)}
        with ctx.models.fit("propensity", settings, inputs) as fit:
            trials = try_out(
                enough, learn_from=learn_from, judge_by=judge_by, rivals=models, settings=settings
            )
            fit.days(earlier, ctx.as_of, split="users")
            for target, trial in trials.items():
                _log(fit, target, trial)
            better = {t: trial.learned.model for t, trial in trials.items() if trial.is_better}
            if not better and not models:
                raise TooLittleDataError(
                    "No target was foretold better than by its base rate, beyond noise: "
                    + "; ".join(f"{target}: {trial}" for target, trial in trials.items())
                )
            if better:
                version = fit.register(numbers_of({**models, **better}))
                fit.promote()
                ctx.note(version=version)
    left_out = {target: f"left out: too few users {rarer[target]}" for target in settings.targets}
    ctx.note(
        learned_from=f"the users of {earlier}, by what they did up to {later}",
        judged_by=f"the users of {later}, by what they did up to {ctx.as_of}",
        **{**left_out, **{target: str(trial) for target, trial in trials.items()}},
    )


def _models_in_use(ctx: Context, settings: PropensitySettings) -> dict[str, TargetModel]:
    """The champion's models of targets that are still asked for."""
    if not ctx.models.has_champion("propensity"):
        return {}
    models = models_by_target(ctx.models.champion("propensity").model)
    return {target: model for target, model in models.items() if target in settings.targets}


@contextmanager
def _answers(ctx: Context, as_of: date, settings: PropensitySettings) -> Iterator[Answers]:
    """The users of a day and what they answered, computed once for the block."""
    last = as_of + timedelta(days=settings.horizon_days)
    rows = answered(
        features_as_of(ctx, as_of, settings.features, dump_sources(ctx, settings.features)),
        settings.targets,
        posts=ctx.lake.history(POSTS, last, settings.horizon_days),
        lines=ctx.lake.history(PURCHASE_LINES, last, settings.horizon_days),
        events=ctx.lake.history(EVENTS, last, settings.horizon_days),
        as_of=as_of,
        horizon_days=settings.horizon_days,
    )
    with persisted(rows) as users:
        yield Answers.of(users, list(settings.targets))


def _log(fit: Fit, target: str, trial: Trial) -> None:
    for split, values in trial.figures:
        fit.metrics(values, split=f"{target} {split}")
    fit.picture(trial.judged.picture(), f"{target}_reliability")
    fit.picture(importance_picture(trial.learned.importance, SHOWN), f"{target}_importance")
