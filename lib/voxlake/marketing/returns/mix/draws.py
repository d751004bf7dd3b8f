"""How sure a mix model is: fits of weeks that might have come as well."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from voxlake.marketing.returns.mix.search import MixFit, Weeks, fit_mix_weeks
from voxlake.marketing.returns.mix.shapes import Array
from voxlake.marketing.returns.settings import MixSettings

_SHAPES = 3
_STEPS = 8
"""Evaluations of a search that begins at the fit itself."""


def draw_fits(weeks: Weeks, fit: MixFit, settings: MixSettings) -> list[MixFit]:
    """Fits of the fitted revenue with what was left laid over it in blocks of other weeks.

    The moving-block bootstrap of residuals (Künsch 1989, Annals of Statistics 17), which keeps
    what weeks have to do with those beside them; residuals are made as large as the error, which
    counts the parameters. What the shapes are drawn towards is drawn anew for each fit, too, so
    that intervals do not shrink where the data says little (randomize then optimize: Bardsley,
    Solonen, Haario & Laine 2014, SIAM Journal on Scientific Computing 36).
    """
    rng = np.random.default_rng(settings.seed)
    fitted = fit.fitted(weeks)
    left = weeks.revenue - fitted
    spread = float(np.sqrt(np.mean((left - left.mean()) ** 2)))
    left = (left - left.mean()) * (fit.error / spread if spread > 0 else 0.0)
    count, channels = weeks.spend.shape
    length = min(settings.block_weeks, count)
    fits = []
    for _ in range(settings.draws):
        starts = rng.integers(0, count - length + 1, -(-count // length))
        places = (starts[:, None] + np.arange(length)).ravel()[:count]
        drawn = replace(weeks, revenue=fitted + left[places])
        shift = rng.standard_normal((channels, _SHAPES))
        fits.append(
            fit_mix_weeks(drawn, fit.shapes.saturation, start=fit, shift=shift, most=_STEPS)
        )
    return fits


def ends(drawn: Array, confidence: float) -> tuple[Array, Array]:
    """Lower and upper ends over the first axis: percentiles (Efron & Tibshirani 1993, ch. 13)."""
    tail = (1 - confidence) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail], axis=0)
    return low, high
