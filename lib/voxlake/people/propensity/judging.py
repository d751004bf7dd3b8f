"""How well chances tell those who will from those who will not, and whether they are true.

Ranks need all users in order; the driver takes counts by chance, to four digits, and group of users
instead: some thousands for each power of ten, however many users there are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.core.pictures import Picture
from voxlake.spark.columns import to_four_digits

Array = NDArray[np.float64]
_GROUPS = 20
_BINS = 10
_HALF = 0.5
_NORMAL_95 = 1.96


@dataclass(frozen=True)
class Judged:
    """Users by their chance, the highest first: how many of each group said yes, and no."""

    chance: Array
    yes: Array
    """(groups, chances)"""
    no: Array
    """(groups, chances)"""

    @property
    def base_rate(self) -> float:
        """Share of the users who said yes: what a guess by chance has under the curve."""
        return float(self.yes.sum() / (self.yes.sum() + self.no.sum()))

    @property
    def pr_auc(self) -> float:
        """Area under the precision-recall curve, as average precision."""
        return _average_precision(self.yes.sum(axis=0), self.no.sum(axis=0))

    @property
    def roc_auc(self) -> float:
        """Chance that one who said yes is ranked before one who said no; equals count half."""
        yes, no = self.yes.sum(axis=0), self.no.sum(axis=0)
        below = no.sum() - np.cumsum(no)
        return float((yes * (below + no / 2)).sum() / (yes.sum() * no.sum()))

    @property
    def accuracy(self) -> float:
        """Share of the users whose more probable answer came; a chance of a half says yes."""
        says_yes = self.chance >= _HALF
        right = self.yes[:, says_yes].sum() + self.no[:, ~says_yes].sum()
        return float(right / (self.yes.sum() + self.no.sum()))

    @property
    def calibration_error(self) -> float:
        """Expected calibration error: mean |share of yes - mean chance| over tenths of the users.

        Naeini, Cooper and Hauskrecht 2015, with bins of equal mass.
        """
        counts, said, came = self.bins
        return float((counts * np.abs(came - said)).sum() / counts.sum())

    @property
    def bins(self) -> tuple[Array, Array, Array]:
        """Of tenths of the users by chance: users, mean chance, share who said yes."""
        yes, count = self.yes.sum(axis=0), (self.yes + self.no).sum(axis=0)
        middle = (np.cumsum(count) - count / 2) / count.sum()
        place = np.minimum((middle * _BINS).astype(int), _BINS - 1)
        users, said, came = (
            np.bincount(place, weights=w, minlength=_BINS).astype(np.float64)
            for w in (count, count * self.chance, yes)
        )
        some = users > 0
        return users[some], said[some] / users[some], came[some] / users[some]

    @property
    def figures(self) -> dict[str, float]:
        """What to log."""
        return {
            "users": float(self.yes.sum() + self.no.sum()),
            "base_rate": self.base_rate,
            "pr_auc": self.pr_auc,
            "roc_auc": self.roc_auc,
            "accuracy": self.accuracy,
            "calibration_error": self.calibration_error,
        }

    def gain(self, other: Judged | None = None) -> tuple[float, float]:
        """Ends of the 95% interval of how much more area under the precision-recall curve it has.

        Over another on the same users, or over the base rate. The noise is that of leaving each of
        20 groups of users out in turn (delete-a-group jackknife, Kott 2001).
        """

        def of_rest(left_out: int | None) -> float:
            yes, no = _rest(self.yes, left_out), _rest(self.no, left_out)
            if other is None:
                return float(_average_precision(yes, no) - yes.sum() / (yes.sum() + no.sum()))
            theirs = _average_precision(_rest(other.yes, left_out), _rest(other.no, left_out))
            return float(_average_precision(yes, no) - theirs)

        return _interval(of_rest)

    def picture(self) -> Picture:
        """Share of users who said yes against the chance they were given, by tenths."""
        _, said, came = self.bins
        top = float(max(said.max(), came.max())) * 1.05
        figure = Picture(figsize=(5, 4.5), layout="constrained")
        axes = figure.subplots()
        axes.plot([0, top], [0, top], color="#9aa5b1", linestyle="--", label="as it should be")
        axes.plot(said, came, "o-", color="#1f5fa8", label="this model")
        axes.set(xlabel="mean chance given", ylabel="share who did", xlim=(0, top), ylim=(0, top))
        axes.legend()
        return figure


def judge(users: DataFrame, scores: Mapping[str, tuple[Column, Column]]) -> dict[str, Judged]:
    """Count users by each of several scores, in one pass.

    Args:
        users: Rows with `user_id`.
        scores: By name, a column of answers, 1 for yes, null of users to leave out, and one of
            chances, or of any score that rises with them.
    """
    said = (
        F.struct(
            F.lit(name).alias("name"),
            to_four_digits(chance).alias("chance"),
            label.alias("label"),
        )
        for name, (label, chance) in scores.items()
    )
    group = F.pmod(F.xxhash64(F.lit("group"), "user_id"), F.lit(_GROUPS))
    counts = (
        users.select(group.alias("group"), F.inline(F.array(*said)))
        .where(F.col("label").isNotNull())
        .groupBy("name", "chance", "group")
        .agg(F.sum("label").alias("yes"), F.sum(1 - F.col("label")).alias("no"))
        .toPandas()
    )
    return {name: _judged(counts[counts["name"] == name]) for name in scores}


def judge_held(scores: Array, answers: Array) -> Judged:
    """Count users that the driver holds, in the order of their ids.

    Args:
        scores: Of each user, chances or whatever rises with them.
        answers: Of each user, 1 for yes.
    """
    users = pd.DataFrame({"chance": scores, "yes": answers, "no": 1 - answers})
    users["group"] = np.arange(len(users)) % _GROUPS
    return _judged(users.groupby(["chance", "group"], as_index=False).sum())


def _judged(counts: pd.DataFrame) -> Judged:
    """The counts of one score, of each chance and group that has any."""
    values = np.unique(counts["chance"].to_numpy(np.float64))[::-1]
    places = len(values) - 1 - np.searchsorted(values[::-1], counts["chance"])
    yes, no = np.zeros((_GROUPS, len(values))), np.zeros((_GROUPS, len(values)))
    yes[counts["group"], places] = counts["yes"]
    no[counts["group"], places] = counts["no"]
    return Judged(values, yes, no)


def _interval(of_rest: Callable[[int | None], float]) -> tuple[float, float]:
    whole = of_rest(None)
    parts = np.array([of_rest(group) for group in range(_GROUPS)])
    variance = (_GROUPS - 1) / _GROUPS * ((parts - parts.mean()) ** 2).sum()
    half = _NORMAL_95 * float(np.sqrt(variance))
    return whole - half, whole + half


def _rest(counts: Array, left_out: int | None) -> Array:
    """Counts over all groups but one."""
    total: Array = counts.sum(axis=0)
    return total if left_out is None else total - counts[left_out]


def _average_precision(yes: Array, no: Array) -> float:
    """Mean precision over those who said yes, those of one chance taken together."""
    found, seen = np.cumsum(yes), np.cumsum(yes + no)
    precision = np.divide(found, seen, out=np.zeros_like(found), where=seen > 0)
    return float((yes * precision).sum() / yes.sum()) if yes.sum() else 0.0


def importance_picture(importance: dict[str, float], most: int = 15) -> Picture:
    """The weights of the inputs that weigh most."""
    shown = dict(list(importance.items())[:most])
    figure = Picture(figsize=(6, 0.3 * len(shown) + 1), layout="constrained")
    axes = figure.subplots()
    axes.barh(list(shown), list(shown.values()), color="#1f5fa8")
    axes.invert_yaxis()
    axes.set_xlabel("weight, all inputs 1")
    return figure
