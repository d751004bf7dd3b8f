"""BG/NBD and MBG/NBD: buyers may leave after an order, each with a chance of their own.

While there, a buyer orders at a rate that is gamma distributed over buyers (shape r, rate alpha).
The chance to leave after an order is beta distributed (a, b). In the BG/NBD a buyer may leave after
each order but the first (Fader, Hardie & Lee 2005, "Counting Your Customers the Easy Way"); in the
MBG/NBD after the first too (Batislam, Denizel & Filiztekin 2007, "Empirical validation and
comparison of models for customer base analysis"). So a buyer who came back x times could have left
x times, or x + 1 times.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

import numpy as np
from scipy.linalg import eigh_tridiagonal
from scipy.special import betainc, betaln, gammaln, psi

from voxlake.people.value.purchases import (
    Array,
    Histories,
    Parameter,
    PurchaseModel,
    probability_if_none_leave,
)

_POINTS = 100  # at most
_DIGITS = 10
_MARGIN = 4
_LEAST = 1e-12  # a chance that rounding made nothing, or less


@dataclass(frozen=True)
class BgNbd(PurchaseModel):
    """A BG/NBD model; alpha in the time unit of the histories."""

    title: ClassVar[str] = "BG/NBD"
    times: ClassVar[tuple[str, ...]] = ("alpha",)
    # r, alpha (of the mean age), a, b: few or many orders, with few or many who leave.
    starts: ClassVar[tuple[tuple[float, ...], ...]] = (
        (0.3, 0.1, 0.5, 3.0),
        (1.5, 1.0, 0.5, 3.0),
        (0.3, 0.1, 2.0, 2.0),
        (1.5, 1.0, 2.0, 2.0),
    )
    leaves_at_first: ClassVar[int] = 0
    """1 if buyers may leave after their first order."""

    r: Parameter
    alpha: Parameter
    a: Parameter
    b: Parameter

    def log_likelihood(self, of: Histories) -> tuple[float, Array]:
        """As in the base class; equation 6 of the BG/NBD paper."""
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        xs, which = of.frequencies
        x, n = of.frequency, of.count
        chances = xs + self.leaves_at_first
        may_be_gone = chances > 0
        stayed_before = np.where(may_be_gone, b + chances - 1, b)
        log_age, log_recency = np.log(alpha + of.age), np.log(alpha + of.recency)
        rates = r + x
        alive = -rates * log_age
        leaves = np.where(may_be_gone, np.log(a / stayed_before), -np.inf)
        gone = leaves[which] - rates * log_recency
        lesser = np.exp(-np.abs(gone - alive))  # over the greater of the two
        is_gone = np.where(gone > alive, 1.0, lesser) / (1 + lesser)
        orders = gammaln(r + xs) - gammaln(r) + r * np.log(alpha)
        orders += betaln(a, b + chances) - betaln(a, b)
        value = orders[which] + np.maximum(alive, gone) + np.log1p(lesser)

        waited = log_age + is_gone * (log_recency - log_age)
        by_wait = (1 - is_gone) / (alpha + of.age) + is_gone / (alpha + of.recency)
        both = psi(a + b) - psi(a + b + chances)
        gradient = (
            (psi(r + xs) - psi(r) + np.log(alpha))[which] - waited,
            r / alpha - rates * by_wait,
            both[which] + is_gone / a,
            (both + psi(b + chances) - psi(b))[which] - is_gone / stayed_before[which],
        )
        return float(n @ value), np.array([n @ part for part in gradient])

    def log_odds_gone(self, frequency: Array, recency: Array, age: Array) -> Array:
        """As in the base class; Fader, Hardie & Lee 2008, "Computing P(alive)"."""
        chances = frequency + self.leaves_at_first
        may_be_gone = chances > 0
        odds = np.log(self.a / np.where(may_be_gone, self.b + chances - 1, 1.0)) + (
            self.r + frequency
        ) * np.log((self.alpha + age) / (self.alpha + recency))
        return np.asarray(np.where(may_be_gone, odds, -np.inf))

    def of_those_who_stayed(self, frequency: Array, age: Array) -> BgNbd:
        """As in the base class: having stayed makes gamma and beta others of their kind."""
        stayed = self.b + frequency + self.leaves_at_first
        return BgNbd(self.r + frequency, self.alpha + age, self.a, stayed)

    def expected(self, time: float) -> Array:
        """As in the base class; equation 10 of the BG/NBD paper, before its last integral.

        The closed form of the integral over the chance to leave is not finite where `a` and `b` are
        large, which is what a fit finds when all leave alike.
        """
        r, alpha, b = np.broadcast_arrays(self.r, self.alpha, self.b)
        found = np.empty(r.shape)
        for one in np.unique(b):
            these = b == one
            reach = float(np.min(alpha[these])) / max(time, _LEAST)
            points = _points_for(reach, float(np.max(r[these])))
            chances, weights = _beta_quadrature(self.a, float(one), points)
            ahead = np.multiply.outer(time / alpha[these], chances)
            found[these] = -np.expm1(-r[these, None] * np.log1p(ahead)) / chances @ weights
        return found

    def probability_of_count(self, count: Array | int, time: Array | float) -> Array:
        """As in the base class; equation 8 of the BG/NBD paper."""
        a, b, chances = self.a, self.b, count + self.leaves_at_first
        exactly = probability_if_none_leave(count, self.r, self.alpha, time)
        stays = np.exp(betaln(a, b + chances) - betaln(a, b)) * exactly
        more = betainc(np.maximum(count, 1), self.r, time / (self.alpha + time))
        at_least = np.where(np.equal(count, 0), 1.0, more)
        leaves = np.exp(betaln(a + 1, b + np.maximum(chances, 1) - 1) - betaln(a, b)) * at_least
        return np.asarray(stays + np.where(np.equal(chances, 0), 0.0, leaves))


@dataclass(frozen=True)
class MbgNbd(BgNbd):
    """An MBG/NBD model; alpha in the time unit of the histories."""

    title: ClassVar[str] = "MBG/NBD"
    leaves_at_first: ClassVar[int] = 1

    def expected(self, time: float) -> Array:
        """As in the base class: of those who do not leave after the first order."""
        stay = self.b / (self.a + self.b)
        return np.asarray(stay * BgNbd(self.r, self.alpha, self.a, self.b + 1).expected(time))


def _points_for(reach: float, power: float) -> int:
    """How many points give the mean of what has a pole of a power this far below 0 to ten digits.

    The error of Gauss quadrature falls with the square of the ellipse around 0 to 1 within which
    there is no pole, and grows with what is reached on it, here 2 to the power (Trefethen 2008, "Is
    Gauss Quadrature Better than Clenshaw-Curtis?").
    """
    half = reach / 2
    ellipse = 1 + 2 * half + 2 * np.sqrt(half * (1 + half))
    enough = (_DIGITS * np.log(10) + power * np.log(2)) / (2 * np.log(ellipse))
    return int(min(8 * np.ceil((_MARGIN + enough) / 8), _POINTS))


@lru_cache(maxsize=4096)
def _beta_quadrature(a: float, b: float, points: int) -> tuple[Array, Array]:
    """Points in 0 to 1, and their weights, that give means over a beta distribution.

    Gauss-Jacobi quadrature by the eigenvalues of its recurrence (Golub & Welsch 1969, "Calculation
    of Gauss Quadrature Rules"), which stays accurate for large `a` and `b`.
    """
    k = np.arange(1.0, points)
    whole = 2 * k + a + b - 2
    middle = np.append((a - b) / (a + b), ((a - 1) ** 2 - (b - 1) ** 2) / (whole * (whole + 2)))
    with np.errstate(invalid="ignore"):  # 0 / 0 at the first where a + b = 1, set below
        squares = 4 * k * (k + a - 1) * (k + b - 1) * (k + a + b - 2) / (whole**2 * (whole**2 - 1))
    squares[0] = 4 * a * b / ((a + b) ** 2 * (a + b + 1))
    places, vectors = eigh_tridiagonal(middle, np.sqrt(squares))
    return np.maximum((places + 1) / 2, _LEAST), vectors[0] ** 2
