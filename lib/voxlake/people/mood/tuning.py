"""Fits the rule of moods to users whose mood people have told."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pyspark.sql import DataFrame

from voxlake.core.errors import TooLittleDataError
from voxlake.language.heads.classifier import Confusion
from voxlake.people.mood.rule import moods
from voxlake.people.mood.settings import MOODS, MoodRule, MoodSettings
from voxlake.spark.bounded import pandas_at_most

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_MARGINS = np.linspace(0, 0.4, 9)
_CHEERFUL_FROM = np.linspace(0.2, 0.9, 15)
_OWNERSHIPS = ("own", "quote", "repost", "mention")


@dataclass(frozen=True)
class Tuned:
    """The rule that fits all labelled users best, and how rules did on users held out."""

    rule: MoodRule
    held_out: Confusion


@dataclass(frozen=True)
class _Posts:
    """Posts of labelled users in numbers, the posts of a user side by side."""

    user: Ints
    age: Floats
    activity: Floats
    ownership: Ints
    parts: Floats
    """Positivity, low spirits and tension of each post, (posts, 3)."""

    def means(self, rule: MoodRule, user_count: int) -> Floats:
        """Weighted means of the parts, (users, 3)."""
        shares = np.array([getattr(rule, name) for name in _OWNERSHIPS])
        weights = (
            shares[self.ownership]
            * 0.5 ** (self.age / rule.half_life_days)
            * (1 + rule.activity * np.log1p(self.activity))
        )
        totals = np.bincount(self.user, weights, user_count)
        sums = [np.bincount(self.user, weights * part, user_count) for part in self.parts.T]
        means: Floats = np.stack(sums, axis=1) / np.maximum(totals, 1e-12)[:, None]
        return means


def tune_mood(labelled: DataFrame, weighed: DataFrame, settings: MoodSettings) -> Tuned:
    """The rule with the best macro recall of moods among random ones.

    Weights are drawn at random (Bergstra and Bengio 2012); for each draw every pair of bounds of a
    grid is tried. What is held out in turn is judged by the rule that is best on the other parts.
    Only posts of labelled users reach the driver.

    Args:
        labelled: user_id, mood; one row a user.
        weighed: What `posts_to_weigh` gives.
        settings: Fewest posts, trials, folds and seed.

    Raises:
        InputError: they have more posts than `mood.max_posts`.
        TooLittleDataError: fewer labelled users than folds have enough posts.
    """
    known = weighed.join(labelled, on="user_id", how="inner")
    numbers = known.select(
        "user_id", "mood", "post_id", "age", "activity", "ownership", "positivity", "low", "tense"
    )
    rows = pandas_at_most(
        numbers,
        settings.max_posts,
        "posts of users whose mood is told",
        "Raise mood.max_posts, the most that the driver holds, or name fewer users.",
    )
    rows = rows[rows.groupby("user_id").post_id.transform("size") >= settings.min_posts]
    rows = rows.sort_values(["user_id", "post_id", "ownership"])
    if (user_count := rows.user_id.nunique()) < settings.folds:
        raise TooLittleDataError(
            f"{user_count} labelled users have {settings.min_posts} scored posts or more; "
            f"tune_mood needs {settings.folds}. Label more users, or lower mood.min_posts."
        )
    truth = rows.groupby("user_id").mood.first().map(MOODS.index).to_numpy()
    posts = _Posts(
        rows.groupby("user_id").ngroup().to_numpy().astype(np.int64),
        rows.age.to_numpy(float),
        rows.activity.to_numpy(float),
        rows.ownership.map(_OWNERSHIPS.index).to_numpy(),
        rows[["positivity", "low", "tense"]].to_numpy(float),
    )
    rules, said = [], []
    for rule, means in _tried(posts, len(truth), settings):
        rules.append(rule)
        said.append(moods(means, rule))
    answers = np.array(said)
    fold = np.random.default_rng(settings.seed).integers(0, settings.folds, len(truth))
    held_out = np.empty_like(truth)
    for part in range(settings.folds):
        others = fold != part
        best = _best(answers[:, others], truth[others])
        held_out[~others] = answers[best, ~others]
    return Tuned(rules[_best(answers, truth)], Confusion.of(truth, held_out, len(MOODS)))


def _tried(
    posts: _Posts, user_count: int, settings: MoodSettings
) -> Iterator[tuple[MoodRule, Floats]]:
    draws = np.random.default_rng(settings.seed)
    for _ in range(settings.trials):
        others = np.sort(draws.uniform(0, 1, 3))[::-1]  # quote over repost over mention
        weights = MoodRule(
            half_life_days=float(np.exp(draws.uniform(np.log(2), np.log(90)))),
            activity=float(draws.uniform(0, 1)),
            own=1.0,
            **dict(zip(_OWNERSHIPS[1:], others.tolist(), strict=True)),
        )
        means = posts.means(weights, user_count)
        for margin, cheerful_from in itertools.product(_MARGINS, _CHEERFUL_FROM):
            bounds = {"margin": float(margin), "cheerful_from": float(cheerful_from)}
            yield weights.model_copy(update=bounds), means


def _best(answers: npt.NDArray[np.int64], truth: Ints) -> int:
    """The row of answers with the best macro recall; the first among equals."""
    present = [place for place in range(len(MOODS)) if (truth == place).any()]
    recalls = [(answers[:, truth == place] == place).mean(axis=1) for place in present]
    return int(np.mean(recalls, axis=0).argmax())
