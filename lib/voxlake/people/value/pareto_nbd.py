"""Pareto/NBD: buyers leave at any moment (Schmittlein, Morrison & Colombo 1987).

While there, a buyer orders at a rate that is gamma distributed over buyers (shape r, rate alpha),
and leaves at a rate that is gamma distributed too (s, beta).

The likelihood is that of Fader & Hardie 2005, "A Note on Deriving the Pareto/NBD Model", with its
integral over the moment of leaving in place of hypergeometric functions: their derivatives have no
closed form, while those of the integral are integrals of the same kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.special import expit, exprel, gammaln, psi, roots_legendre

from voxlake.people.value.purchases import (
    Array,
    Histories,
    Parameter,
    PurchaseModel,
    probability_if_none_leave,
)

_NODES, _WEIGHTS = roots_legendre(48)
_NEGLIGIBLE = 40.0  # e to the power of minus this counts as nothing
_AT_ONCE = 20_000  # histories whose points fit into the processor's cache


@dataclass(frozen=True)
class ParetoNbd(PurchaseModel):
    """A Pareto/NBD model; alpha and beta in the time unit of the histories."""

    title: ClassVar[str] = "Pareto/NBD"
    times: ClassVar[tuple[str, ...]] = ("alpha", "beta")
    # r, alpha, s, beta (of the mean age): few or many orders, with few or many who leave.
    starts: ClassVar[tuple[tuple[float, ...], ...]] = (
        (0.3, 0.1, 0.5, 0.5),
        (1.5, 1.0, 0.5, 0.5),
        (0.3, 0.1, 0.5, 3.0),
        (1.5, 1.0, 2.0, 1.0),
    )

    r: Parameter
    alpha: Parameter
    s: Parameter
    beta: Parameter

    def log_likelihood(self, of: Histories) -> tuple[float, Array]:
        """As in the base class."""
        r, alpha, s, beta = self.r, self.alpha, self.s, self.beta
        xs, which = of.frequencies
        orders = gammaln(r + xs) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
        rates = psi(r + xs) - psi(r) + np.log(alpha)
        total, gradient = 0.0, np.zeros(4)
        for part in _parts(len(which)):
            x, age, n = of.frequency[part], of.age[part], of.count[part]
            alive = self._log_alive(x, age)
            gone, by_gone = self._log_gone(x, of.recency[part], age)
            is_gone = expit(gone - alive)
            by_alive = -np.array(
                [np.log(alpha + age), (r + x) / (alpha + age), np.log(beta + age), s / (beta + age)]
            )
            total += n @ (orders[which[part]] + np.logaddexp(alive, gone))
            gradient += (by_alive + is_gone * (by_gone - by_alive)) @ n
            gradient[0] += n @ rates[which[part]]
        gradient[1:] += of.total * np.array([r / alpha, np.log(beta), s / beta])
        return float(total), gradient

    def log_odds_gone(self, frequency: Array, recency: Array, age: Array) -> Array:
        """As in the base class."""
        found = np.empty(len(frequency))
        for part in _parts(len(found)):
            x, last, now = frequency[part], recency[part], age[part]
            found[part] = self._log_gone(x, last, now)[0] - self._log_alive(x, now)
        return found

    def of_those_who_stayed(self, frequency: Array, age: Array) -> ParetoNbd:
        """As in the base class: having stayed makes gammas others of their kind."""
        return ParetoNbd(self.r + frequency, self.alpha + age, self.s, self.beta + age)

    def expected(self, time: float) -> Array:
        """As in the base class; the closed form of the original paper, also where s is 1."""
        wait = np.log1p(time / self.beta)
        return np.asarray(self.r * self.beta / self.alpha * wait * exprel((1 - self.s) * wait))

    def probability_of_count(self, count: Array | int, time: Array | float) -> Array:
        """As in the base class: of those who stay, and of those who leave at each moment before."""
        stays = (self.beta / (self.beta + time)) ** self.s
        unit = np.minimum(self.alpha, self.beta)
        steps = np.log1p(np.asarray(time) / unit)
        found = stays * probability_if_none_leave(count, self.r, self.alpha, time)
        for node, weight in zip((_NODES + 1) / 2, _WEIGHTS / 2, strict=True):
            moment = unit * np.expm1(node * steps)
            leaves = self.s / (self.beta + moment) * (self.beta / (self.beta + moment)) ** self.s
            found = found + weight * steps * (unit + moment) * leaves * probability_if_none_leave(
                count, self.r, self.alpha, moment
            )
        return np.asarray(found)

    def _log_alive(self, x: Array, age: Array) -> Array:
        found = -(self.r + x) * np.log(self.alpha + age) - self.s * np.log(self.beta + age)
        return np.asarray(found)

    def _log_gone(self, x: Array, recency: Array, age: Array) -> tuple[Array, Array]:
        """Logarithm of the integral over the moments of leaving, and its gradient.

        Gauss-Legendre quadrature over the logarithm of the moment plus the smaller of alpha and
        beta, as far as the integrand is more than nothing.
        """
        r, alpha, s, beta = self.r, self.alpha, self.s, self.beta
        small, large = min(alpha, beta), max(alpha, beta)
        far = (large + recency) * np.expm1(_NEGLIGIBLE / (r + x + s + 1))
        end = np.minimum(age - recency, far)
        steps = np.log1p(end / (small + recency))
        moments = (small + recency) * np.exp(np.multiply.outer((_NODES + 1) / 2, steps))
        log_alpha, log_beta = np.log(moments + (alpha - small)), np.log(moments + (beta - small))
        logs = np.log(moments) - (r + x) * log_alpha - (s + 1) * log_beta
        highest = logs.max(axis=0)
        shares = np.exp(logs - highest) * (_WEIGHTS / 2)[:, None]
        sums = shares.sum(axis=0)
        shares /= sums
        with np.errstate(divide="ignore"):  # no time to leave: minus infinity
            value = np.log(s) + highest + np.log(sums) + np.log(steps)
        gradient = (
            -(shares * log_alpha).sum(axis=0),
            -(r + x) * (shares * np.exp(-log_alpha)).sum(axis=0),
            1 / s - (shares * log_beta).sum(axis=0),
            -(s + 1) * (shares * np.exp(-log_beta)).sum(axis=0),
        )
        return value, np.array(gradient)


def _parts(size: int) -> Iterator[slice]:
    return (slice(start, start + _AT_ONCE) for start in range(0, size, _AT_ONCE))
