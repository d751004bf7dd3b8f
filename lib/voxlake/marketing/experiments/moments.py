"""Sums of users from which all figures of an arm follow; they add up."""

from __future__ import annotations

from dataclasses import astuple, dataclass


@dataclass(frozen=True)
class Moments:
    """Users of an arm, and the sums of their outcome and of what they did before (covariate)."""

    count: float = 0.0
    total: float = 0.0
    square: float = 0.0
    before_total: float = 0.0
    before_square: float = 0.0
    cross: float = 0.0

    def __add__(self, other: Moments) -> Moments:
        """The sums of both groups of users together."""
        return Moments(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    @property
    def mean(self) -> float:
        """Mean outcome; 0 of nobody."""
        return self.total / self.count if self.count else 0.0

    @property
    def variance(self) -> float:
        """Sample variance of the outcome (divisor n - 1); 0 of fewer than two users."""
        return self._covariance(self.square, self.total, self.total)

    @property
    def before_mean(self) -> float:
        """Mean of the covariate; 0 of nobody."""
        return self.before_total / self.count if self.count else 0.0

    @property
    def before_variance(self) -> float:
        """Sample variance of the covariate."""
        return self._covariance(self.before_square, self.before_total, self.before_total)

    @property
    def covariance(self) -> float:
        """Sample covariance of outcome and covariate."""
        return self._covariance(self.cross, self.total, self.before_total, may_be_negative=True)

    def _covariance(
        self, products: float, one: float, other: float, *, may_be_negative: bool = False
    ) -> float:
        if self.count <= 1:
            return 0.0
        found = (products - one * other / self.count) / (self.count - 1)
        # What rounding leaves of values that are all the same is no variance.
        if abs(found) * (self.count - 1) <= _ROUNDING * abs(products):
            return 0.0
        return found if may_be_negative else max(found, 0.0)


_ROUNDING = 1e-12
