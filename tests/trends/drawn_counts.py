"""Daily counts of topics with bursts on known days, in the shape of those of real feeds.

Hacker News has two thirds as many posts at weekends, and topics that vary by little more than
chance; brands of an airline vary far more. So the counts have weekdays, a trend, waves that last
days, and more than chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SETTLED = 60
"""Days before the first burst."""
_APART = 20


@dataclass(frozen=True)
class Planted:
    """A burst: its topic, first and last day, and by how much it multiplies the posts."""

    topic: int
    first: int
    last: int
    factor: float


def drawn_counts(
    seed: int, topics: int = 8, days: int = 200, bursts: int = 3
) -> tuple[NDArray[np.int64], list[Planted]]:
    """Counts by topic and day, and the bursts that are planted in them."""
    draw = np.random.default_rng(seed)
    counts, planted = np.zeros((topics, days), dtype=np.int64), []
    for topic in range(topics):
        mean = np.exp(draw.uniform(np.log(4), np.log(120)))
        rates = mean * _weeks(draw, days) * _waves(draw, days)
        for first in _starts(draw, days, bursts):
            last = first + int(draw.integers(2, 7)) - 1
            factor = draw.uniform(3, 6) if mean < 10 else draw.uniform(1.8, 3.5)
            rates[first : last + 1] *= factor
            planted.append(Planted(topic, first, last, factor))
        beyond_chance = draw.uniform(0.001, 0.1)
        counts[topic] = draw.poisson(rates * draw.gamma(1 / beyond_chance, beyond_chance, days))
    return counts, planted


def _weeks(draw: np.random.Generator, days: int) -> NDArray[np.float64]:
    weekdays = np.exp(0.08 * draw.standard_normal(7))
    weekdays[5:] *= draw.uniform(0.5, 1.2)
    return weekdays[np.arange(days) % 7]


def _waves(draw: np.random.Generator, days: int) -> NDArray[np.float64]:
    trend = draw.uniform(-0.5, 0.5) * np.linspace(0, 1, days)
    wave, size = np.zeros(days), draw.uniform(0.02, 0.15)
    for day in range(1, days):
        wave[day] = 0.6 * wave[day - 1] + 0.8 * size * draw.standard_normal()
    return np.exp(trend + wave)


def _starts(draw: np.random.Generator, days: int, count: int) -> list[int]:
    starts: list[int] = []
    while len(starts) < count:
        start = int(draw.integers(SETTLED, days - 8))
        if all(abs(start - other) > _APART for other in starts):
            starts.append(start)
    return starts
