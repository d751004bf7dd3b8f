"""What an experiment of this size can see."""

from __future__ import annotations

import math

from scipy import optimize, stats

from voxlake.marketing.experiments.moments import Moments

_FEWEST = 2


def power_of(
    effect: float, arm_count: float, control: Moments, alpha: float, *, is_conversion: bool
) -> float | None:
    """Chance that the two-sided test sees an effect.

    Of shares: the test with the pooled share, whose variance under the effect is of the two
    shares (Fleiss, Levin and Paik 2003, chapter 4). Of means: both arms vary as the control does
    (Chow, Shao and Wang 2008, "Sample Size Calculations in Clinical Research", chapter 3).

    Args:
        effect: Difference of the arm from the control.
        arm_count: Users of the arm.
        control: Sums of the control.
        alpha: Level of the test.
        is_conversion: Whether outcomes are shares.

    Returns:
        0 to 1; None with fewer than two users in an arm, a share outside 0 to 1, or no variance.
    """
    if min(arm_count, control.count) < _FEWEST:
        return None
    inverse = 1 / arm_count + 1 / control.count
    if is_conversion:
        share = control.mean + effect
        if not 0 <= share <= 1:
            return None
        pooled = (share * arm_count + control.total) / (arm_count + control.count)
        under_none = pooled * (1 - pooled) * inverse
        under_effect = share * (1 - share) / arm_count
        under_effect += control.mean * (1 - control.mean) / control.count
    else:
        under_none = under_effect = control.variance * inverse
    if under_none <= 0 or under_effect <= 0:
        return None
    bound = float(stats.norm.isf(alpha / 2)) * math.sqrt(under_none)
    spread = math.sqrt(under_effect)
    upper = stats.norm.sf((bound - effect) / spread)
    return float(upper + stats.norm.cdf((-bound - effect) / spread))


def smallest_effect(
    arm_count: float, control: Moments, alpha: float, target: float, *, is_conversion: bool
) -> float | None:
    """The smallest rise over the control that the test sees with the power asked for.

    None where no rise within 0 to 1 (of shares) is large enough, or the control does not vary.
    """

    def missing(effect: float) -> float:
        found = power_of(effect, arm_count, control, alpha, is_conversion=is_conversion)
        return (0.0 if found is None else found) - target

    if min(arm_count, control.count) < _FEWEST:
        return None
    highest = 1 - control.mean if is_conversion else _far(arm_count, control)
    highest *= 1 - 1e-9
    if highest <= 0 or missing(highest) < 0:
        return None
    return float(optimize.brentq(missing, 0.0, highest, xtol=1e-12 * highest, rtol=1e-12))


def _far(arm_count: float, control: Moments) -> float:
    """An effect of a mean that no test misses: forty standard errors."""
    return 40 * math.sqrt(control.variance * (1 / arm_count + 1 / control.count))


def beyond(half: float | None, variance: float | None, target: float) -> float | None:
    """The effect whose estimate lies beyond half an interval with a chance of `target`.

    None where there is no interval.
    """
    if half is None or variance is None:
        return None
    return half + float(stats.norm.ppf(target)) * math.sqrt(variance)
