"""Tests that hold however often one looks."""

from __future__ import annotations

import math

from voxlake.marketing.experiments.compare import NO_INTERVAL, Interval


def sequential_test(
    difference: float, variance: float | None, users: float, alpha: float, tuned_for: float
) -> tuple[float | None, Interval]:
    """Always-valid p-value of a difference, and the interval that goes with it.

    The mixture sequential probability ratio test with a normal mixture (Johari, Koomen, Pekelis
    and Walsh 2022, "Always valid inference: continuous monitoring of A/B tests", Operations
    Research 70): with the variance V of the difference and that of the mixture, t²,

        ratio = sqrt(V / (V + t²)) exp(t² d² / (2 V (V + t²))),  p = min(1, 1 / ratio)

    Under no difference p falls below alpha at any look ever with a chance of at most alpha, where
    the difference is about normal. The interval holds the differences that are not refused; it is
    the asymptotic confidence sequence of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2024,
    "Time-uniform central limit theory and asymptotic confidence sequences", Annals of Statistics
    52), whose equation for the mixture's variance makes it narrowest at `tuned_for` users.

    Args:
        difference: Of two means or shares.
        variance: Of the difference; None: nothing is said.
        users: Of the two arms: n m / (n + m), half of one arm's where both have as many.
        alpha: Chance to be wrong ever.
        tuned_for: Such users at which the interval is narrowest.
    """
    if variance is None or users <= 0:
        return None, NO_INTERVAL
    level = -2 * math.log(alpha)
    mixture = variance * users * (level + math.log(level) + 1) / tuned_for
    both = variance + mixture
    log_ratio = mixture * difference**2 / (2 * variance * both) + math.log(variance / both) / 2
    p_value = min(1.0, math.exp(-min(log_ratio, 700.0)))
    half = math.sqrt(variance * both / mixture * (level + math.log(both / variance)))
    return p_value, Interval.around(difference, half)
