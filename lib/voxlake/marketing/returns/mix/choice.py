"""Which curve, season and trend a mix model has: those that foretell later weeks best."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from voxlake.core.errors import TooLittleDataError
from voxlake.marketing.returns.mix.search import MixFit, Weeks, fit_mix_weeks
from voxlake.marketing.returns.mix.shapes import Array
from voxlake.marketing.returns.mix.weeks import Base, MixData
from voxlake.marketing.returns.settings import MixSettings, Saturation

_YEAR = 52
_FREE = 10
"""Weeks that a fit needs beyond the columns of its base and three for each channel."""


@dataclass(frozen=True)
class Choice:
    """What was chosen on later weeks, and how well these were foretold."""

    base: Base
    saturation: Saturation
    error: float | None
    """Root of the mean squared error of later weeks, over their mean revenue; None: not judged."""
    error_without: float | None
    """That of the best base without any channel."""


def choose(data: MixData, settings: MixSettings) -> Choice:
    """Fit what there is to choose from up to some weeks, and take what foretells those after best.

    The weeks before each of the last blocks of weeks are fitted, the block is foretold from its
    spend (rolling origin: Tashman 2000, International Journal of Forecasting 16). The simplest of
    equals is taken. A season needs a year before each block. Where there are too few weeks to
    judge, the simplest is taken.
    """
    cuts = _cuts(len(data.mondays), data.spend.shape[1], settings)
    bases = [
        Base(pairs, has_trend, settings.holidays)
        for pairs, has_trend in product(sorted(settings.season_pairs), sorted(settings.trends))
        if pairs == 0 or (cuts and cuts[0] >= _YEAR)
    ]
    bases = bases or [Base(0, has_trend=False, holidays=settings.holidays)]
    if not cuts:
        return Choice(bases[0], settings.saturations[0], None, None)
    size = float(np.abs(data.revenue[cuts[0] :]).mean()) or 1.0
    alone = min(_error(data, base, None, cuts, settings) for base in bases) / size
    found = [
        (_error(data, base, curve, cuts, settings), base, curve)
        for base in bases
        for curve in settings.saturations
    ]
    error, base, curve = min(found, key=lambda one: one[0])
    return Choice(base, curve, error / size, alone)


def _cuts(weeks: int, channels: int, settings: MixSettings) -> list[int]:
    """Weeks of each fit that is judged on those after it, rising; as many as can be."""
    least = 3 * channels + _FREE
    cuts = [weeks - settings.split_weeks * n for n in range(settings.splits, 0, -1)]
    return [cut for cut in cuts if cut >= max(least, weeks // 2)]


def _error(
    data: MixData, base: Base, curve: Saturation | None, cuts: list[int], settings: MixSettings
) -> float:
    """Root of the mean squared error of the blocks after the cuts."""
    weeks, squares = data.weeks(base), []
    for cut in cuts:
        told = _foretold(weeks, curve, cut)
        block = slice(cut, cut + settings.split_weeks)
        squares.append((told[block] - data.revenue[block]) ** 2)
    return float(np.sqrt(np.concatenate(squares).mean()))


def _foretold(weeks: Weeks, curve: Saturation | None, cut: int) -> Array:
    seen = weeks.first(cut)
    active = (seen.spend > 0).any(axis=0)
    if curve is None or not active.any():
        weights = np.linalg.lstsq(seen.base, seen.revenue, rcond=None)[0]
        return np.asarray(weeks.base @ weights)
    fit = fit_mix_weeks(replace(seen, spend=seen.spend[:, active]), curve)
    return fit.fitted(replace(weeks, spend=weeks.spend[:, active]))


def fit_chosen(data: MixData, choice: Choice) -> MixFit:
    """The fit of all weeks, of the chosen kind.

    Raises:
        TooLittleDataError: there are too few weeks for so many channels.
    """
    weeks = data.weeks(choice.base)
    needed = weeks.base.shape[1] + 3 * weeks.spend.shape[1] + _FREE
    if len(weeks.revenue) < needed:
        raise TooLittleDataError(
            f"A mix model of {weeks.spend.shape[1]} channels needs {needed} weeks, and there are "
            f"{len(weeks.revenue)}. Wait, or leave channels out."
        )
    return fit_mix_weeks(weeks, choice.saturation)
