"""How large the effects of accounts are, by a sample of accounts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from voxlake.marketing.timing.slots import SIZES, Belief, Mixture, likelihoods
from voxlake.marketing.timing.units import Units

_ROUNDS = 300
_BEFORE = 10.0  # accounts: half of them without effects, the others of every size
_LEAST = 0.01


def _expected() -> Mixture:
    others = np.full(len(SIZES), 0.5 / (len(SIZES) - 1))
    others[0] = 0.5
    return Mixture(others)


EXPECTED = _expected()
"""What is thought of sizes before any account is seen."""


def mixture_of(accounts: Sequence[tuple[Units, Belief]]) -> Mixture:
    """Chances of the sizes of effects that accounts show (empirical Bayes).

    The most likely mixture by expectation and maximisation (Laird 1978, "Nonparametric maximum
    likelihood estimation of a mixing distribution", Journal of the American Statistical
    Association 73), with `EXPECTED` counting as ten accounts more. Sizes of less than one in a
    hundred are left out, but never that of none.

    Args:
        accounts: Units of each, and what the other accounts have in common.
    """
    logs = np.array([likelihoods(units, common) for units, common in accounts])
    logs = logs.reshape(len(accounts), len(SIZES))
    likely = np.exp(logs - logs.max(axis=1, initial=-np.inf, keepdims=True))
    chances = EXPECTED.chances
    for _ in range(_ROUNDS):
        of_each = likely * chances
        of_each /= of_each.sum(axis=1, keepdims=True)
        chances = of_each.sum(axis=0) + _BEFORE * EXPECTED.chances
        chances = chances / chances.sum()
    kept = np.where(chances >= _LEAST, chances, 0.0)
    kept[0] = chances[0]
    return Mixture(kept / kept.sum())
