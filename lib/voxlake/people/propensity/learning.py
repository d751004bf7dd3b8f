"""Fits models of propensity: kinds with a few settings each, the best of each calibrated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from threadpoolctl import threadpool_limits

from voxlake.core.errors import TooLittleDataError
from voxlake.people.propensity.candidates import candidates, logistic
from voxlake.people.propensity.inputs import COLUMNS, fit_inputs
from voxlake.people.propensity.judging import Judged, judge_held
from voxlake.people.propensity.settings import Kind, PropensitySettings
from voxlake.people.propensity.target_model import TargetModel

Array = NDArray[np.float64]
_BUCKETS = 1_000_000
_NETWORK: Kind = "multilayer_perceptron"
_HELD_OUT = 0.2
"""Share of the users of the earlier day by whom settings are chosen and chances calibrated."""


@dataclass(frozen=True)
class Sample:
    """Users to learn from, in the order of their ids.

    Attributes:
        users: Their columns of `user_features` that inputs are made of.
        label: Their answers, 1 for yes.
        is_held_out: Who of them is kept to choose and to calibrate by.
    """

    users: pd.DataFrame
    label: Array
    is_held_out: NDArray[np.bool_]


@dataclass(frozen=True)
class Learned:
    """A model of one target, and how it came about.

    Attributes:
        models: By kind the best of its settings, which gives the chances of the target.
        kind: The kind that won.
        tried: Area under the precision-recall curve, over the users held out, by what was tried.
        importance: Weight of each input, the largest first; they sum to 1.
    """

    models: dict[Kind, TargetModel]
    kind: Kind
    tried: dict[str, float]
    importance: dict[str, float]

    @property
    def model(self) -> TargetModel:
        """The one that won."""
        return self.models[self.kind]


def draw_sample(answered: DataFrame, label: str, count: int, most: int) -> Sample:
    """About so many of the users who answered, the same ones each time, for the driver to hold.

    Args:
        answered: Rows of `user_features` with answers.
        label: Column of the answers, 1 for yes; null of users who are not asked.
        count: How many users are asked.
        most: How many to take; all where there are no more.
    """
    asked = answered.where(F.col(label).isNotNull())
    if count > most:
        asked = asked.where(_bucket("learn") < most / count * _BUCKETS)
    is_held_out = _bucket("held out") < _HELD_OUT * _BUCKETS
    drawn = asked.select(
        "user_id", F.col(label).alias("_label"), is_held_out.alias("_held_out"), *COLUMNS
    ).toPandas()
    users = drawn.sort_values("user_id", ignore_index=True)
    return Sample(
        users[list(COLUMNS)],
        users["_label"].to_numpy(np.float64),
        users["_held_out"].to_numpy(np.bool_),
    )


def learn(
    sample: Sample, fitted_on: str, settings: PropensitySettings, spark: SparkSession
) -> Learned:
    """Fit each kind with each of its settings, calibrate the best of each by users held out.

    The best of all is the one in use; a network only where it is better beyond noise, since it is
    the hardest to read and the quickest to learn users by heart.

    Args:
        sample: Users with their answers.
        fitted_on: Version of their features, and the question; kept in the model.
        settings: Which kinds are tried.
        spark: Where networks are fitted.

    Raises:
        TooLittleDataError: all users are alike, or those held out, or the others, answered alike.
    """
    inputs = fit_inputs(sample.users, settings.categories)
    matrix = inputs.matrix(sample.users)
    is_known, held_out = ~sample.is_held_out, matrix[sample.is_held_out]
    answers, held_answers = sample.label[is_known], sample.label[sample.is_held_out]
    if min(len(np.unique(answers)), len(np.unique(held_answers))) < 2:  # noqa: PLR2004  (yes, no)
        raise TooLittleDataError(
            f"Of {len(sample.label)} users to learn from, a fifth to choose by, one part has one "
            "answer alone; raise propensity.min_each or propensity.max_users."
        )
    models: dict[Kind, TargetModel] = {}
    best: dict[Kind, Judged] = {}
    weights: dict[Kind, Array] = {}
    tried: dict[str, float] = {}
    with threadpool_limits(1):  # the order of sums, and so their last digits, else go by the cores
        for name, kind, fit in candidates(settings, spark):
            scorer, weighs = fit(matrix[is_known], answers)
            scores = scorer.scores(held_out)
            judged = judge_held(scores, held_answers)
            tried[name] = judged.pr_auc
            if kind not in best or judged.pr_auc > best[kind].pr_auc:
                slope, intercept = _calibrate(scores, held_answers)
                models[kind] = TargetModel(fitted_on, inputs, scorer, slope, intercept)
                best[kind], weights[kind] = judged, weighs
    chosen = choose(best)
    return Learned(models, chosen, tried, _importance(weights[chosen], inputs.names))


def choose(held_out: Mapping[Kind, Judged]) -> Kind:
    """The kind with the largest area on users held out, the first of equals.

    A network counts only where its area is larger than that of the best of the others beyond noise,
    or where nothing else was tried.
    """
    others = [kind for kind in held_out if kind != _NETWORK]
    if not others:
        return _NETWORK
    best = max(others, key=lambda kind: held_out[kind].pr_auc)
    wins = _NETWORK in held_out and held_out[_NETWORK].gain(held_out[best])[0] > 0
    return _NETWORK if wins else best


def _calibrate(scores: Array, label: Array) -> tuple[float, float]:
    """Platt scaling (Platt 1999): a logistic regression of the answer on the score alone."""
    mean, deviation = scores.mean(), scores.std() or 1.0
    fit = logistic(((scores - mean) / deviation)[:, None], label, np.inf)
    slope = fit.coef_[0, 0] / deviation
    return float(slope), float(fit.intercept_[0] - slope * mean)


def _importance(weights: Array, names: list[str]) -> dict[str, float]:
    """The model's own weights as shares: |coefficient| times deviation, or gain in purity."""
    shares = weights / (weights.sum() or 1.0)
    return {names[i]: float(shares[i]) for i in np.argsort(-shares, kind="stable")}


def _bucket(salt: str) -> Column:
    return F.pmod(F.xxhash64(F.lit(salt), "user_id"), F.lit(_BUCKETS))
