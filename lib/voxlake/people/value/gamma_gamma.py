"""Gamma-Gamma: what a buyer spends per purchase (Fader & Hardie 2013).

A buyer's purchases are gamma distributed (shape p) around a mean of the buyer's own, which is
spread over buyers by another gamma distribution of the rate (shape q, rate v). Spend and frequency
are taken as independent.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, psi

from voxlake.core.errors import QualityError
from voxlake.people.value.likelihood import Fitted, Groups, LogLikelihood, maximise_over

Array = NDArray[np.float64]

# p, q, v (of the typical spend): uneven or even purchases, of buyers unlike or alike.
_STARTS = ((1.0, 2.0, 0.5), (6.0, 2.0, 0.5), (1.0, 6.0, 3.0), (6.0, 6.0, 3.0))


@dataclass(frozen=True)
class Spends(Groups):
    """Counts of buyers with this many purchases (>= 1) of this mean value (> 0)."""

    frequency: Array
    mean_value: Array
    count: Array

    def every(self, step: int) -> Spends:
        """Every so manyth spend, with its buyers."""
        return Spends(self.frequency[::step], self.mean_value[::step], self.count[::step])


@dataclass(frozen=True)
class GammaGamma:
    """Parameters of a Gamma-Gamma model; v in the currency of the purchases."""

    p: float
    q: float
    v: float

    def __str__(self) -> str:
        """For people: the parameters and the mean spend that they say."""
        mean = self.p * self.v / (self.q - 1)
        return f"p {self.p:.3g}, q {self.q:.3g}, v {self.v:,.4g}, mean {mean:,.2f}"


def fit_gamma_gamma(spends: Spends) -> Fitted[GammaGamma]:
    """Parameters of the highest likelihood of these mean values.

    Raises:
        QualityError: The search did not converge, or the spend it found has no finite mean.
    """
    scale = float(np.exp(np.average(np.log(spends.mean_value), weights=spends.count)))
    scaled = Spends(spends.frequency, spends.mean_value / scale, spends.count)

    def likelihood(of: Spends) -> LogLikelihood:
        return lambda parameters: _log_likelihood(GammaGamma(*parameters), of)

    found = maximise_over("spend per purchase (Gamma-Gamma)", scaled, likelihood, _STARTS)
    p, q, v = found.parameters
    if q <= 1:
        raise QualityError(
            f"The spend per purchase is so uneven (q = {q:.3f}, not above 1) that its mean is not "
            "finite. Look for amounts in `orders` that are out of line, such as wrong currencies."
        )
    return Fitted(GammaGamma(float(p), float(q), float(v * scale)), found.covariance)


def log_likelihood(model: GammaGamma, spends: Spends) -> float:
    """Natural logarithm of the likelihood of all the mean values (their equation 1a)."""
    return _log_likelihood(model, spends)[0]


def _log_likelihood(model: GammaGamma, of: Spends) -> tuple[float, Array]:
    """The log-likelihood and its gradient by p, q and v."""
    p, q, v = model.p, model.q, model.v
    xs, which = of.frequencies
    x, z, n = of.frequency, of.mean_value, of.count
    total = x * z
    log_total, log_rate = np.log(total), np.log(total + v)
    shapes = gammaln(p * xs + q) - gammaln(p * xs) - gammaln(q) + q * np.log(v)
    value = shapes[which] + p * x * log_total - np.log(z) - (p * x + q) * log_rate
    both = psi(p * xs + q)
    gradient = np.array(
        [
            n @ (x * ((both - psi(p * xs))[which] + log_total - log_rate)),
            n @ ((both - psi(q) + np.log(v))[which] - log_rate),
            n @ (q / v - (p * x + q) / (total + v)),
        ]
    )
    return float(n @ value), gradient
