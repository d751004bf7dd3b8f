"""Several comparisons at once, and whether traffic was split as planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scipy import stats


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """P-values that take into account how many there are (Holm 1979, Scandinavian J. Stat. 6).

    Those that are None are no comparisons: they stay None and do not count.
    """
    known = sorted((p, place) for place, p in enumerate(p_values) if p is not None)
    result: list[float | None] = [None] * len(p_values)
    highest = 0.0
    for rank, (p, place) in enumerate(known):
        highest = min(1.0, max(highest, (len(known) - rank) * p))
        result[place] = highest
    return result


def split_p_value(periods: Sequence[Mapping[str, float]], shares: Mapping[str, float]) -> float:
    """Chance of a split as far from the planned one as this (Pearson's chi-square).

    Where an arm was added, the time before and after are periods of their own, whose chi-squares
    and degrees of freedom add up. 1 where there is nothing to compare: one arm, or nobody; 0 where
    an arm got users for whom no share was planned. How such mismatches come about: Fabijan et al.
    2019, "Diagnosing sample ratio mismatch in online controlled experiments", KDD.

    Args:
        periods: Users of each arm that was there, by period.
        shares: Planned shares of the arms, which need not add up to 1.
    """
    distance, freedom = 0.0, 0
    for counts in periods:
        if any(count and not shares[arm] for arm, count in counts.items()):
            return 0.0
        users, planned = sum(counts.values()), sum(shares[arm] for arm in counts)
        if not users:
            continue
        expected = {arm: users * shares[arm] / planned for arm in counts if shares[arm]}
        distance += sum((counts[arm] - e) ** 2 / e for arm, e in expected.items())
        freedom += len(expected) - 1
    return float(stats.chi2.sf(distance, freedom)) if freedom else 1.0
