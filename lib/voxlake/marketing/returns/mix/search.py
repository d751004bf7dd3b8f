"""Finds the shapes of channels under which weeks of spend tell most of weeks of revenue."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.optimize import least_squares, nnls

from voxlake.marketing.returns.mix.shapes import Array, Shapes
from voxlake.marketing.returns.settings import Saturation

_MOST_DECAY = 0.95
_HALVES = (0.05, 20.0)
"""Bounds of the half point, in mean spends of the weeks that have some."""
_SLOPES = (1.0, 3.0)
_FIRST_LOOK = {
    "decay": (0.05, 0.25, 0.45, 0.65, 0.8),
    "half": (0.4, 1.0, 2.5),
    "slope": (1.05, 1.8),
}
_SWEEPS = 2
_USUAL = np.array([0.35, 0.0, 0.25])
_SPREAD = np.array([0.35, 1.2, 0.4])
"""What is taken of decay, log of half and log of slope before the data: means and deviations."""
_PER_CHANNEL = 3


@dataclass(frozen=True)
class Weeks:
    """What a fit is made of: `revenue` (weeks,), `spend` (weeks, channels), `base` (weeks, k)."""

    revenue: Array
    spend: Array
    base: Array
    """Columns of what goes on without channels, the first of ones."""

    def first(self, count: int) -> Weeks:
        """The first weeks."""
        return Weeks(self.revenue[:count], self.spend[:count], self.base[:count])

    @property
    def usual_spend(self) -> Array:
        """Mean spend of the weeks that have some, shape (channels,)."""
        some = self.spend > 0
        return np.asarray(self.spend.sum(axis=0) / np.maximum(some.sum(axis=0), 1))


@dataclass(frozen=True)
class MixFit:
    """Shapes, the most that each channel can bring a week, and the weights of the base."""

    shapes: Shapes
    effect: Array
    base: Array
    error: float
    """Standard deviation of what is left, with the parameters counted."""

    def fitted(self, weeks: Weeks) -> Array:
        """Revenue that the fit has for weeks, shape (weeks,)."""
        found = weeks.base @ self.base + self.shapes.response(weeks.spend) @ self.effect
        return np.asarray(found)


class _Problem:
    """Least squares in which effects and base are solved for each set of shapes.

    Variable projection (Golub & Pereyra 1973, SIAM Journal on Numerical Analysis 10): the base is
    projected out of both sides, effects are the non-negative least squares of what is left (Lawson
    & Hanson 1974, "Solving Least Squares Problems").
    """

    def __init__(self, weeks: Weeks, saturation: Saturation, shift: Array | None) -> None:
        self.weeks, self.saturation = weeks, saturation
        self.scale = weeks.usual_spend
        self._space = np.linalg.qr(weeks.base)[0]
        self._left = self._without_base(weeks.revenue)
        self._channels = weeks.spend.shape[1]
        low = [0.0, np.log(_HALVES[0]), np.log(_SLOPES[0])]
        high = [_MOST_DECAY, np.log(_HALVES[1]), np.log(_SLOPES[1])]
        self.bounds = (np.tile(low, self._channels), np.tile(high, self._channels))
        self._spread = np.tile(_SPREAD, self._channels)
        drawn = 0.0 if shift is None else shift.ravel() * self._spread
        self._usual = np.tile(_USUAL, self._channels) + drawn

    def _without_base(self, values: Array) -> Array:
        return np.asarray(values - self._space @ (self._space.T @ values))

    def shapes(self, point: Array) -> Shapes:
        decay, half, slope = point.reshape(-1, _PER_CHANNEL).T
        return Shapes(self.saturation, decay, np.exp(half) * self.scale, np.exp(slope))

    def point(self, shapes: Shapes) -> Array:
        rows = (shapes.decay, np.log(shapes.half / self.scale), np.log(shapes.slope))
        return np.column_stack(rows).ravel().clip(*self.bounds)

    def solve(self, responses: Array) -> tuple[Array, Array]:
        """Effects, and what is left of the revenue."""
        columns = self._without_base(responses)
        effect = nnls(columns, self._left)[0]
        return effect, self._left - columns @ effect

    def left(self, point: Array) -> Array:
        return self.solve(self.shapes(point).response(self.weeks.spend))[1]

    def start(self) -> Array:
        """A first look: for one channel after the other the best of a few shapes."""
        choices = np.array([*product(*_FIRST_LOOK.values())])
        choices[:, 1:] = np.log(choices[:, 1:])
        of_channel = [
            np.column_stack([self._response_of(channel, choice) for choice in choices])
            for channel in range(self._channels)
        ]
        chosen = [len(choices) // 2] * self._channels
        for _ in range(_SWEEPS):
            for channel in range(self._channels):
                now = np.column_stack([of_channel[n][:, chosen[n]] for n in range(self._channels)])
                losses = []
                for n in range(len(choices)):
                    now[:, channel] = of_channel[channel][:, n]
                    losses.append(float(np.sum(self.solve(now)[1] ** 2)))
                chosen[channel] = int(np.argmin(losses))
        return choices[chosen].ravel()

    def _response_of(self, channel: int, choice: Array) -> Array:
        decay, half, slope = choice
        one = Shapes(
            self.saturation,
            np.array([decay]),
            np.array([np.exp(half) * self.scale[channel]]),
            np.array([np.exp(slope)]),
        )
        return one.response(self.weeks.spend[:, [channel]])[:, 0]

    def refine(self, start: Array, error: float, most: int) -> Array:
        """From a start to the best shapes near it, drawn towards what is usual by the error."""
        low, high = self.bounds

        def residuals(point: Array) -> Array:
            return np.concatenate([self.left(point) / error, (point - self._usual) / self._spread])

        inside = start.clip(low + 1e-6, high - 1e-6)
        found = least_squares(residuals, inside, bounds=self.bounds, max_nfev=most, diff_step=1e-4)
        return np.asarray(found.x)


def fit_mix_weeks(
    weeks: Weeks,
    saturation: Saturation,
    *,
    start: MixFit | None = None,
    shift: Array | None = None,
    most: int = 60,
) -> MixFit:
    """The fit of weeks by one kind of saturation.

    Shapes are those of the smallest sum of squares, plus what draws them towards usual ones where
    the weeks say little (a normal prior; the error is that of a first round).

    Args:
        weeks: At least a few more than there are parameters; each channel has some spend.
        saturation: The curve.
        start: Where to search from, of the same kind; None: from a first look.
        shift: By how many deviations each usual shape is another, shape (channels, 3), as a
            bootstrap draws it; None: by none.
        most: Evaluations of the search, at most.
    """
    problem = _Problem(weeks, saturation, shift)
    point = problem.point(start.shapes) if start else problem.start()
    error = start.error if start else _error_of(problem, point)
    for _ in range(1 if start else 2):
        point = problem.refine(point, max(error, 1e-9 * _size(weeks)), most)
        error = _error_of(problem, point)
    shapes = problem.shapes(point)
    responses = shapes.response(weeks.spend)
    effect, _ = problem.solve(responses)
    base = np.linalg.lstsq(weeks.base, weeks.revenue - responses @ effect, rcond=None)[0]
    return MixFit(shapes, effect, base, error)


def _error_of(problem: _Problem, point: Array) -> float:
    left = problem.left(point)
    free = len(left) - problem.weeks.base.shape[1] - len(point) - len(point) // _PER_CHANNEL
    return float(np.sqrt(np.sum(left**2) / max(free, 1)))


def _size(weeks: Weeks) -> float:
    return float(np.abs(weeks.revenue).max()) or 1.0
