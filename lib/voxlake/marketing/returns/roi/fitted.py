"""What regressions on spend found, as plain numbers; without Spark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from voxlake.marketing.returns.spread import Array

_SAME = 1e-8
"""Share of the variance of a column that must be left beside others for it to tell something."""


@dataclass(frozen=True)
class Spread:
    """Rows, means and centred sums of squares and products of features."""

    count: int
    weight: float
    means: Array
    scatter: Array
    largest: Array

    def telling(self) -> list[int]:
        """Features that are not made of others, those of the largest means first kept.

        A feature that never changes tells nothing, and neither does one that the others before it
        make up, to rounding: the rest of its variance is left after they are projected out.
        """
        kept: list[int] = []
        for place in np.argsort(-self.means, kind="stable"):
            own = self.scatter[place, place]
            left = own
            if kept:
                across = self.scatter[kept, place]
                within = self.scatter[np.ix_(kept, kept)]
                left = own - across @ np.linalg.solve(within, across)
            if left > _SAME * own and own > 0:
                kept.append(int(place))
        return sorted(kept)

    def of(self, places: Sequence[int]) -> Spread:
        """The same of some features."""
        some = list(places)
        square = self.scatter[np.ix_(some, some)]
        return Spread(self.count, self.weight, self.means[some], square, self.largest[some])


@dataclass(frozen=True)
class LinearFit:
    """Coefficients, the intercept first, and how sure they are."""

    coefficients: Array
    covariance: Array
    """Where errors vary alike, shape (1 + features, 1 + features)."""
    robust: Array
    """However they vary: HC1 (MacKinnon & White 1985, Journal of Econometrics 29)."""
    free: int
    """Degrees of freedom: rows less coefficients."""
    error: float
    """Standard deviation of residuals, by `free`."""
    r_squared: float | None
    durbin_watson: float | None
    breusch_pagan_p: float | None
    jarque_bera_p: float | None

    @property
    def p_values(self) -> Array:
        """Of no effect, two-sided, by Student's t."""
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.abs(self.coefficients) / np.sqrt(np.diag(self.covariance))
        return np.asarray(2 * stats.t.sf(ratio, self.free))

    def quantile(self, confidence: float) -> float:
        """Of Student's t, for intervals of that probability."""
        return float(stats.t.ppf((1 + confidence) / 2, self.free))


@dataclass(frozen=True)
class LogisticFit:
    """Log odds, the intercept first, with their covariance."""

    coefficients: Array
    covariance: Array
    r_squared: float | None
    """McFadden's: 1 less the log likelihood over that of the mean alone."""

    @property
    def p_values(self) -> Array:
        """Of no effect, two-sided, by the normal distribution."""
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.abs(self.coefficients) / np.sqrt(np.diag(self.covariance))
        return np.asarray(2 * stats.norm.sf(ratio))

    def quantile(self, confidence: float) -> float:
        """Of the normal distribution, for intervals of that probability."""
        return float(stats.norm.ppf((1 + confidence) / 2))


@dataclass(frozen=True)
class Regression:
    """A fit, the channels that it is of, and those that it leaves out."""

    name: str
    fit: LinearFit | LogisticFit
    channels: list[str]
    """Of the coefficients after the intercept."""
    left_out: list[str]
    """Channels that never change, or that others make up."""
    spread: Spread
    """Of all channels, `channels` and `left_out` together in order."""
    every: list[str]
    factors: Array
    """Variance inflation of each of `every`."""
    condition: float

    @property
    def error(self) -> float:
        """Standard deviation of residuals; 0 of shares."""
        return self.fit.error if isinstance(self.fit, LinearFit) else 0.0
