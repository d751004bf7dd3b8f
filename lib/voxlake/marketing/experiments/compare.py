"""Whether two arms differ, and by how much: conversions and means, from counts and sums."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import stats

from voxlake.marketing.experiments.moments import Moments


@dataclass(frozen=True)
class Interval:
    """Both ends of an interval; None where the numbers give none."""

    low: float | None = None
    high: float | None = None

    @classmethod
    def around(cls, middle: float, half: float) -> Interval:
        """The interval that reaches as far to both sides."""
        return cls(middle - half, middle + half)


NO_INTERVAL = Interval()


@dataclass(frozen=True)
class Difference:
    """An arm less the control, with what chance does to it.

    `variance` is that of the difference, with each arm's own; where each share is 0 or 1, that of
    the pooled share; None where no outcome varies or an arm has too few users, and then nothing
    is said of chance.
    """

    value: float
    variance: float | None
    interval: Interval
    statistic: float | None
    p_value: float | None


def conversion_difference(arm: Moments, control: Moments, confidence: float) -> Difference:
    """Difference of two shares of users.

    z and p are of the test with the pooled share (Fleiss, Levin and Paik 2003, "Statistical
    Methods for Rates and Proportions", chapter 3), the interval is Newcombe's hybrid score
    interval (1998, "Interval estimation for the difference between independent proportions",
    Statistics in Medicine 17, method 10). The interval is defined at shares of 0 and 1, z is not
    where both are 0 or both 1.
    """
    p, q = arm.mean, control.mean
    value = p - q
    if not (arm.count and control.count):
        return Difference(value, None, NO_INTERVAL, None, None)
    (low, high), (c_low, c_high) = (wilson(m.total, m.count, confidence) for m in (arm, control))
    interval = Interval(
        value - math.hypot(p - low, c_high - q), value + math.hypot(high - p, q - c_low)
    )
    pooled = (arm.total + control.total) / (arm.count + control.count)
    chance = pooled * (1 - pooled) * (1 / arm.count + 1 / control.count)
    if chance <= 0:
        return Difference(value, None, interval, None, None)
    z = value / math.sqrt(chance)
    own = p * (1 - p) / arm.count + q * (1 - q) / control.count
    return Difference(value, own or chance, interval, z, 2 * float(stats.norm.sf(abs(z))))


def wilson(successes: float, count: float, confidence: float) -> tuple[float, float]:
    """Interval of a share (Wilson 1927, Journal of the American Statistical Association 22).

    Args:
        successes: Users who did it.
        count: All users, above 0.
        confidence: Probability of the interval.
    """
    z = float(stats.norm.ppf((1 + confidence) / 2))
    share = successes / count
    middle = (share + z**2 / (2 * count)) / (1 + z**2 / count)
    half = z * math.sqrt(share * (1 - share) / count + z**2 / (4 * count**2)) / (1 + z**2 / count)
    low = 0.0 if successes <= 0 else middle - half
    high = 1.0 if successes >= count else middle + half
    return low, high


def mean_difference(arm: Moments, control: Moments, confidence: float) -> Difference:
    """Difference of two means by Welch's t (1947, Biometrika 34), each arm with its own variance.

    Degrees of freedom are Satterthwaite's (1946, Biometrics Bulletin 2).
    """
    value = arm.mean - control.mean
    parts = [m.variance / m.count if m.count else 0.0 for m in (arm, control)]
    variance = sum(parts)
    if variance <= 0 or min(arm.count, control.count) <= 1:
        return Difference(value, None, NO_INTERVAL, None, None)
    freedom = variance**2 / sum(
        part**2 / (m.count - 1) for part, m in zip(parts, (arm, control), strict=True)
    )
    error = math.sqrt(variance)
    half = float(stats.t.ppf((1 + confidence) / 2, freedom)) * error
    p_value = 2 * float(stats.t.sf(abs(value) / error, freedom))
    return Difference(value, variance, Interval.around(value, half), value / error, p_value)


def own_interval(arm: Moments, confidence: float, *, is_conversion: bool) -> Interval:
    """Interval of an arm's own share (Wilson) or mean (Student's t)."""
    if is_conversion:
        return Interval(*wilson(arm.total, arm.count, confidence)) if arm.count else NO_INTERVAL
    if arm.count <= 1:
        return NO_INTERVAL
    half = float(stats.t.ppf((1 + confidence) / 2, arm.count - 1))
    return Interval.around(arm.mean, half * math.sqrt(arm.variance / arm.count))


def lift(
    arm: Moments, control: Moments, confidence: float, *, is_conversion: bool
) -> tuple[float | None, Interval]:
    """Difference as a share of the control's level, -1 and up, with its interval.

    The interval is that of the logarithm of the ratio by the delta method; of shares it is Katz's
    (Katz, Baptista, Azen and Pike 1978, "Obtaining confidence intervals for the risk ratio in
    cohort studies", Biometrics 34). Without a level above 0 of the control there is no lift, and
    without one of the arm no interval.
    """
    if control.mean <= 0:
        return None, NO_INTERVAL
    ratio = arm.mean / control.mean
    if ratio <= 0 or min(arm.count, control.count) <= 1:
        return ratio - 1, NO_INTERVAL
    chance = 0.0
    for one in (arm, control):
        variance = one.mean * (1 - one.mean) if is_conversion else one.variance
        chance += variance / (one.count * one.mean**2)
    half = float(stats.norm.ppf((1 + confidence) / 2)) * math.sqrt(chance)
    return ratio - 1, Interval(ratio * math.exp(-half) - 1, ratio * math.exp(half) - 1)


def cuped_slope(groups: list[Moments]) -> float:
    """How much of the outcome goes with one of the covariate, within arms taken together.

    Deng, Xu, Kohavi and Walker 2013, "Improving the sensitivity of online controlled experiments
    by utilizing pre-experiment data", WSDM. 0 where the covariate does not vary.
    """
    varies = sum((m.count - 1) * m.before_variance for m in groups if m.count > 1)
    together = sum((m.count - 1) * m.covariance for m in groups if m.count > 1)
    return together / varies if varies > 0 else 0.0


def adjusted(arm: Moments, slope: float, centre: float) -> Moments:
    """The sums of outcome - slope * (covariate - centre), of which the mean is the same without.

    Args:
        arm: Its sums.
        slope: Of `cuped_slope`, the same for all arms.
        centre: Mean of the covariate over the arms.
    """
    shift = slope * centre
    total = arm.total - slope * arm.before_total + arm.count * shift
    square = (
        arm.square
        + slope**2 * arm.before_square
        + arm.count * shift**2
        - 2 * slope * arm.cross
        + 2 * shift * arm.total
        - 2 * slope * shift * arm.before_total
    )
    return Moments(arm.count, total, square)
