"""What a policy would have brought, from choices that another one made and logged."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

Array = NDArray[np.float64]
Policy = Mapping[str, float]
"""Chances of arms, which add up to 1."""

_FEWEST = 2


@dataclass(frozen=True)
class Estimate:
    """Mean reward of a choice under a policy, its interval, and how much it rests on."""

    value: float
    low: float | None
    high: float | None
    effective_sample_size: float
    max_weight: float


@dataclass(frozen=True)
class Logged:
    """Sums of logged choices by arm, segment and fold, one row each.

    Columns: arm, segment_id, fold, n, r (sum of rewards), rr (of squares), i (of 1 / propensity),
    ii (of its square), ir (of reward / propensity), iir (of reward / propensity²), iirr (of
    reward² / propensity²), largest (1 / smallest propensity).
    """

    rows: pd.DataFrame
    confidence: float = 0.95
    count: float = field(init=False)

    def __post_init__(self) -> None:
        """Count the choices."""
        object.__setattr__(self, "count", float(self.rows["n"].sum()))

    def mean(self) -> Estimate:
        """The mean reward as it was logged."""
        rows = self.rows
        return self._of_choices(float(rows["r"].sum()), float(rows["rr"].sum()), self.count, 1.0)

    def ips(self, policy: Policy) -> Estimate:
        """Inverse propensity: mean of w r, w = chance under the policy / propensity.

        Horvitz and Thompson 1952, Journal of the American Statistical Association 47. Unbiased
        where the policy gives no chance to arms that had none.
        """
        p = self._chances(policy)
        total, squares = (p * self._sum("ir")).sum(), (p**2 * self._sum("iirr")).sum()
        return self._of_choices(float(total), float(squares), *self._weights(p))

    def snips(self, policy: Policy) -> Estimate:
        """Self-normalised: sum of w r over sum of w, with its variance by the delta method.

        Swaminathan and Joachims 2015, "The self-normalized estimator for counterfactual learning",
        NIPS. Never outside the rewards that there were; its bias falls with 1 / n.
        """
        p = self._chances(policy)
        weights = float((p * self._sum("i")).sum())
        value = float((p * self._sum("ir")).sum()) / weights
        spread = self._sum("iirr") - 2 * value * self._sum("iir") + value**2 * self._sum("ii")
        variance = float((p**2 * spread).sum()) / weights**2
        return self._around(value, variance, *self._weights(p))

    def doubly_robust(self, policy: Policy) -> Estimate:
        """Doubly robust: what a model of rewards expects, and w times what it missed.

        Dudík, Langford and Li 2011, "Doubly robust policy evaluation and learning", ICML. The
        model is the mean reward by arm and segment in the other folds (cross-fitting, Chernozhukov
        et al. 2018, Econometrics Journal 21), so that no choice foretells itself.
        """
        p, q, expected = self._chances(policy), *self._model(policy)
        n = self._sum("n")
        missed = p * (self._sum("ir") - q * self._sum("i"))
        spread = self._sum("iirr") - 2 * q * self._sum("iir") + q**2 * self._sum("ii")
        total = (n * expected + missed).sum()
        squares = (n * expected**2 + 2 * expected * missed + p**2 * spread).sum()
        return self._of_choices(float(total), float(squares), *self._weights(p))

    def _model(self, policy: Policy) -> tuple[Array, Array]:
        """Of each row: the reward expected of its arm, and of the policy, in its segment."""
        own, expected = np.zeros(len(self.rows)), np.zeros(len(self.rows))
        for fold in self.rows["fold"].unique():
            others, here = self.rows[self.rows["fold"] != fold], (self.rows["fold"] == fold)
            means = {arm: _mean(rows) for arm, rows in others.groupby("arm")}
            cells = {key: _mean(rows) for key, rows in others.groupby(["segment_id", "arm"])}
            for place in np.flatnonzero(here):
                arm, segment = self.rows["arm"].iloc[place], self.rows["segment_id"].iloc[place]
                foretold = {a: cells.get((segment, a), means.get(a, 0.0)) for a in {*policy, arm}}
                own[place] = foretold[arm]
                expected[place] = sum(chance * foretold[a] for a, chance in policy.items())
        return own, expected

    def _weights(self, p: Array) -> tuple[float, float]:
        """Effective sample size (Kish 1965, "Survey Sampling") and the largest weight."""
        squares = float((p**2 * self._sum("ii")).sum())
        size = float((p * self._sum("i")).sum()) ** 2 / squares if squares > 0 else 0.0
        return size, float((p * self._sum("largest")).max())

    def _of_choices(self, total: float, squares: float, size: float, largest: float) -> Estimate:
        """The mean of independent terms, from their sum and that of their squares."""
        value = total / self.count
        if self.count < _FEWEST:
            return Estimate(value, None, None, size, largest)
        spread = max(squares - self.count * value**2, 0.0)
        return self._around(value, spread / (self.count - 1) / self.count, size, largest)

    def _around(self, value: float, variance: float, size: float, largest: float) -> Estimate:
        half = float(stats.norm.ppf((1 + self.confidence) / 2)) * math.sqrt(variance)
        return Estimate(value, value - half, value + half, size, largest)

    def _chances(self, policy: Policy) -> Array:
        return self.rows["arm"].map(lambda arm: policy.get(arm, 0.0)).to_numpy(float)

    def _sum(self, name: str) -> Array:
        return self.rows[name].to_numpy(float)


def _mean(rows: pd.DataFrame) -> float:
    return float(rows["r"].sum() / rows["n"].sum())


def covered(policy: Policy, arms: Sequence[str]) -> float:
    """The chance that a policy gives to arms that were tried, 0 to 1."""
    return math.fsum(chance for arm, chance in policy.items() if arm in set(arms))
