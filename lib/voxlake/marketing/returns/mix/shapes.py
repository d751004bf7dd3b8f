"""How spend works: it carries over into later weeks, and more of it brings less than before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from voxlake.marketing.returns.settings import Saturation

Array = NDArray[np.float64]

_HALF_OF_TANH = float(np.arctanh(0.5))


@dataclass(frozen=True)
class Shapes:
    """The shape of each channel: one figure a channel in each array, shape (channels,)."""

    saturation: Saturation
    decay: Array
    """Share of what worked in a week that still works in the next one, 0 to below 1."""
    half: Array
    """Spend a week, kept up, that brings half of the most that the channel can bring; > 0."""
    slope: Array
    """Power of Hill's curve, >= 1; above 1 the first money works less than the next. Of a
    logistic curve it is 1 and means nothing."""

    def worked_up(self, spend: Array, before: Array | None = None) -> Array:
        """Spend as it works, each week part of those before it, shape (weeks, channels).

        Geometric adstock (Broadbent 1979, "One way TV advertisements work", Journal of the Market
        Research Society 21), so that steady spend is itself: a_t = (1 - decay) x_t + decay a_t-1.

        Args:
            spend: Of each week and channel, shape (weeks, channels), >= 0.
            before: What worked in the week before the first, shape (channels,); None: nothing.
        """
        start = np.zeros(len(self.decay)) if before is None else before
        return np.column_stack(
            [
                lfilter([1 - keep], [1, -keep], spend[:, n], zi=[keep * start[n]])[0]
                for n, keep in enumerate(self.decay)
            ]
        )

    def carried_back(self, slope: Array) -> Array:
        """What one more of spend in each week does, of what one more that works does, by weeks.

        The derivative of a sum by the spend, of that by what `worked_up` gives; both of shape
        (weeks, channels).
        """
        return self.worked_up(slope[::-1])[::-1]

    def saturated(self, worked: Array) -> Array:
        """Share, 0 to 1, of the most that each channel can bring, shape (weeks, channels).

        Hill: a^s / (half^s + a^s) (Jin, Wang, Sun, Chan & Koehler 2017, "Bayesian methods for media
        mix modeling with carryover and shape effects", Google). Logistic: twice the part above
        one half of a logistic curve, 2 / (1 + e^(-ka)) - 1 = tanh(ka / 2), with k such that half
        is reached at `half`.
        """
        level = worked / self.half
        if self.saturation == "logistic":
            return np.asarray(np.tanh(level * _HALF_OF_TANH))
        power = level**self.slope
        return np.asarray(power / (1 + power))

    def steepness(self, worked: Array) -> Array:
        """Derivative of `saturated` by what works."""
        level = worked / self.half
        if self.saturation == "logistic":
            part = np.tanh(level * _HALF_OF_TANH)
            return np.asarray((1 - part**2) * _HALF_OF_TANH / self.half)
        power = level**self.slope
        rise = self.slope * level ** (self.slope - 1)
        return np.asarray(rise / (1 + power) ** 2 / self.half)

    def response(self, spend: Array, before: Array | None = None) -> Array:
        """Saturated effect of spend as it works, 0 to 1, shape (weeks, channels)."""
        return self.saturated(self.worked_up(spend, before))
