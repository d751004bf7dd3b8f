"""How posts sound, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from voxlake.core.pictures import Picture
from voxlake.report.pictures import COLOURS, embedded, legend_above, name_days
from voxlake.report.week.daily import Daily

LABELS = ("negative", "neutral", "positive", "unsure")


@dataclass(frozen=True)
class Day:
    """How many scored posts of a day have each label."""

    day: date
    counts: dict[str, int]


def sentiment_by_day(posts: Daily) -> list[Day]:
    """Each day from the first with a scored post on, also those without; none without any.

    Args:
        posts: The posts that count, by day.
    """
    counts = {label: posts.of("label", label).by_day() for label in LABELS}
    scored = posts.known("label")
    if not scored.total():
        return []
    start, count = min(scored.by_day()), int(scored.rows["age"].max()) + 1
    days = (start + timedelta(days=i) for i in range(count))
    return [
        Day(day, {label: int(of_day.get(day, 0)) for label, of_day in counts.items()})
        for day in days
    ]


@embedded
def sentiment_picture(figure: Picture, days: list[Day]) -> None:
    """Shares of negative, neutral, positive and unsure posts of each day."""
    axes = figure.subplots()
    totals = [sum(day.counts.values()) for day in days]
    bottom = [0.0] * len(days)
    for label in LABELS:
        shares = [100 * day.counts[label] / (n or 1) for day, n in zip(days, totals, strict=True)]
        axes.bar(range(len(days)), shares, 0.9, bottom, color=COLOURS[label], label=label)
        bottom = [below + share for below, share in zip(bottom, shares, strict=True)]
    name_days(axes, [day.day for day in days])
    axes.set_ylabel("% of the day's posts")
    axes.set_ylim(0, 100)
    axes.margins(x=0.01)
    legend_above(axes, len(LABELS))
