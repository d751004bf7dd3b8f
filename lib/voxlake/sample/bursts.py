"""The planted bursts: days on which many post about one thing. Imports no pyspark."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from voxlake.sample.settings import SampleSettings


@dataclass(frozen=True)
class Burst:
    """Days on which posts are of a topic, whatever their authors like."""

    topic: str
    first: date
    last: date
    share: float
    """Share of the posts of those days that people make of it, beside those who would anyway."""


_BURSTS = (("phones", 24, 3, 0.3), ("travel", 13, 2, 0.3))
"""Topic, days before the last day on which it begins, its days, and its share of the posts."""


def bursts(settings: SampleSettings) -> tuple[Burst, ...]:
    """The bursts of a sample, the earliest first; those before its first day are left out."""
    found = []
    for topic, ago, days, share in _BURSTS:
        first = settings.last_day - timedelta(days=ago)
        if first >= settings.first_day:
            found.append(Burst(topic, first, first + timedelta(days=days - 1), share))
    return tuple(found)
