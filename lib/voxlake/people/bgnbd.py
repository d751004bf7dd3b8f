"""BG/NBD: how often a buyer comes back, and whether still (Fader, Hardie & Lee 2005).

While alive, a buyer orders at a rate that is gamma distributed over buyers (shape r, rate alpha);
after each order the buyer leaves for good with a probability that is beta distributed (a, b).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh_tridiagonal
from scipy.special import betaln, expit, gammaln, psi

from voxlake.people.likelihood import maximise

Array = NDArray[np.float64]

# r, alpha (of the mean age), a, b: few or many orders, with few or many who leave.
_STARTS = ((0.3, 0.1, 0.5, 3.0), (1.5, 1.0, 0.5, 3.0), (0.3, 0.1, 2.0, 2.0), (1.5, 1.0, 2.0, 2.0))
_POINTS = 100
_LEAST = 1e-12  # a chance that rounding made nothing, or less


@dataclass(frozen=True)
class Histories:
    """Counts of buyers who share a history; all arrays are of one length, times in one unit."""

    frequency: Array
    recency: Array
    age: Array
    count: Array

    @property
    def total(self) -> float:
        """Buyers in all."""
        return float(self.count.sum())

    @cached_property
    def frequencies(self) -> tuple[Array, NDArray[np.int64]]:
        """The distinct frequencies, and which of them each history has."""
        distinct, which = np.unique(self.frequency, return_inverse=True)
        return distinct, which


@dataclass(frozen=True)
class BgNbd:
    """Parameters of a BG/NBD model; alpha in the time unit of the histories."""

    r: float
    alpha: float
    a: float
    b: float


def fit_bgnbd(histories: Histories) -> BgNbd:
    """Parameters of the highest likelihood of these histories.

    Raises:
        QualityError: The search did not converge.
    """
    scale = float(np.average(histories.age, weights=histories.count)) or 1.0
    scaled = Histories(
        histories.frequency, histories.recency / scale, histories.age / scale, histories.count
    )

    def mean(parameters: Array) -> tuple[float, Array]:
        value, gradient = _log_likelihood(BgNbd(*parameters), scaled)
        return value / scaled.total, gradient / scaled.total

    r, alpha, a, b = maximise("purchase frequency (BG/NBD)", mean, _STARTS)
    return BgNbd(float(r), float(alpha * scale), float(a), float(b))


def log_likelihood(model: BgNbd, histories: Histories) -> float:
    """Natural logarithm of the likelihood of all the buyers' histories (their equation 6)."""
    return _log_likelihood(model, histories)[0]


def _log_likelihood(model: BgNbd, of: Histories) -> tuple[float, Array]:
    """The log-likelihood and its gradient by r, alpha, a and b."""
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    xs, which = of.frequencies
    x, n = of.frequency, of.count
    came_back = x > 0
    left_after = np.where(came_back, b + x - 1, b)
    log_age, log_recency = np.log(alpha + of.age), np.log(alpha + of.recency)
    alive = -(r + x) * log_age
    gone = np.log(a / left_after) - (r + x) * log_recency
    is_gone = np.where(came_back, expit(gone - alive), 0.0)
    orders = gammaln(r + xs) - gammaln(r) + r * np.log(alpha) + betaln(a, b + xs) - betaln(a, b)
    value = orders[which] + np.where(came_back, np.logaddexp(alive, gone), alive)

    waited = log_age + is_gone * (log_recency - log_age)
    by_wait = (1 - is_gone) / (alpha + of.age) + is_gone / (alpha + of.recency)
    both = psi(a + b) - psi(a + b + xs)
    gradient = (
        (psi(r + xs) - psi(r) + np.log(alpha))[which] - waited,
        r / alpha - (r + x) * by_wait,
        both[which] + is_gone / a,
        (both + psi(b + xs) - psi(b))[which] - is_gone / left_after,
    )
    return float(n @ value), np.array([n @ part for part in gradient])


def probability_alive(model: BgNbd, frequency: Array, recency: Array, age: Array) -> Array:
    """Probability that a buyer with this history has not left, 0 to 1.

    From Fader, Hardie & Lee 2008, "Computing P(alive) using the BG/NBD model".
    """
    odds_gone = (
        np.log(model.a)
        - np.log(np.maximum(model.b + frequency - 1, 1e-300))
        + (model.r + frequency) * np.log((model.alpha + age) / (model.alpha + recency))
    )
    return np.asarray(np.where(frequency > 0, expit(-odds_gone), 1.0))


def expected_orders(
    model: BgNbd, frequency: Array, recency: Array, age: Array, time: float
) -> Array:
    """Purchases expected in the next `time` from a buyer with this history.

    Their equation 10, before its integral over the chance to leave is solved: the closed form is
    not finite where `a` and `b` are large, which is what a fit finds when all leave alike.
    """
    distinct, which = np.unique(frequency, return_inverse=True)
    if_alive = np.empty(len(which))
    for number, x in enumerate(distinct):
        these = which == number
        chances, weights = _beta_quadrature(model.a, model.b + float(x))
        ahead = np.outer(time / (model.alpha + age[these]), chances)
        if_alive[these] = -np.expm1(-(model.r + x) * np.log1p(ahead)) / chances @ weights
    return np.asarray(if_alive * probability_alive(model, frequency, recency, age))


@lru_cache(maxsize=4096)
def _beta_quadrature(a: float, b: float) -> tuple[Array, Array]:
    """Points in 0 to 1, and their weights, that give means over a beta distribution.

    Gauss-Jacobi quadrature by the eigenvalues of its recurrence (Golub & Welsch 1969, "Calculation
    of Gauss Quadrature Rules"), which stays accurate for large `a` and `b`.
    """
    k = np.arange(1.0, _POINTS)
    whole = 2 * k + a + b - 2
    middle = np.append((a - b) / (a + b), ((a - 1) ** 2 - (b - 1) ** 2) / (whole * (whole + 2)))
    with np.errstate(invalid="ignore"):  # 0 / 0 at the first where a + b = 1, set below
        squares = 4 * k * (k + a - 1) * (k + b - 1) * (k + a + b - 2) / (whole**2 * (whole**2 - 1))
    squares[0] = 4 * a * b / ((a + b) ** 2 * (a + b + 1))
    points, vectors = eigh_tridiagonal(middle, np.sqrt(squares))
    return np.maximum((points + 1) / 2, _LEAST), vectors[0] ** 2


def probability_of_count(model: BgNbd, count: int, age: Array) -> Array:
    """Probability that a new buyer comes back `count` times within `age` (their equation 8)."""
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    waits = np.log(alpha / (alpha + age))
    orders = np.log(np.maximum(age, 1e-300) / (alpha + age))

    def exactly(j: int) -> Array:
        return np.asarray(
            np.exp(gammaln(r + j) - gammaln(r) - gammaln(j + 1) + r * waits + j * orders)
        )

    alive = np.exp(betaln(a, b + count) - betaln(a, b)) * exactly(count)
    if count == 0:
        return np.asarray(alive)
    more = 1 - sum((exactly(j) for j in range(count)), np.zeros_like(age))
    return np.asarray(alive + np.exp(betaln(a + 1, b + count - 1) - betaln(a, b)) * more)
