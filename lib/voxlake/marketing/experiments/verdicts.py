"""What follows from a comparison, in a sentence that needs no statistics to be read."""

from __future__ import annotations

from dataclasses import dataclass

from voxlake.marketing.experiments.compare import Interval

BETTER, WORSE, NO_DIFFERENCE = "better", "worse", "no_difference"


@dataclass(frozen=True)
class Evidence:
    """What a verdict on an arm with enough users rests on."""

    arm: str
    control: str
    difference: float
    interval: Interval
    p_value: float | None
    smallest_effect: float | None
    is_conversion: bool
    less_is_better: bool
    confidence: float


def verdict_of(evidence: Evidence, alpha: float) -> tuple[str, str]:
    """The kind of verdict, and the sentence.

    Args:
        evidence: The comparison; its p-value takes all comparisons into account.
        alpha: Below which p-value arms are called different.
    """
    e = evidence
    if e.p_value is None:
        return "no_variance", (
            "no verdict: the outcomes of each arm are all the same, so chance cannot be told from "
            "effect"
        )
    if e.p_value >= alpha or e.difference == 0:
        seen = (
            f"smallest effect that could be seen is {amount(e.smallest_effect, e.is_conversion)}"
            if e.smallest_effect is not None
            else "no effect could be seen with so few users"
        )
        return NO_DIFFERENCE, f"no difference seen: {seen}"
    is_better = (e.difference < 0) == e.less_is_better
    kind = BETTER if is_better else WORSE
    way = "above" if e.difference > 0 else "below"
    told = f"arm {e.arm} is {kind}: {amount(abs(e.difference), e.is_conversion)} {way} {e.control}"
    return kind, told + _range(e)


def _range(e: Evidence) -> str:
    if e.interval.low is None or e.interval.high is None:
        return ""
    low, high = sorted((e.interval.low, e.interval.high), key=abs)
    if (low < 0) == (high < 0):
        low, high = abs(low), abs(high)
    else:
        low, high = e.interval.low, e.interval.high
    ends = f"{amount(low, e.is_conversion, unit=False)} to {amount(high, e.is_conversion)}"
    return f" ({e.confidence * 100:.4g}% sure of {ends})"


def amount(value: float, is_conversion: bool, *, unit: bool = True) -> str:
    """A share in points of a hundred, to a tenth or two digits; a mean to three digits."""
    if not is_conversion:
        return f"{value:,.3g}" if abs(value) < _BIG else f"{value:,.0f}"
    points = 100 * value
    told = f"{points:.1f}" if abs(points) >= 1 else f"{points:.2g}"
    return f"{told} points" if unit else told


_BIG = 1000
