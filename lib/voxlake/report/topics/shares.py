"""How much of what is said each topic has, over time, and when it was more than usual."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from pyspark.sql import Row
from pyspark.sql import functions as F

from voxlake.core.pictures import Picture
from voxlake.report.pictures import embedded
from voxlake.report.settings import WEEK, ReportSettings
from voxlake.report.sources import Sources, window
from voxlake.report.topics.panels import Line, draw_panels
from voxlake.tables import TOPIC_TRENDS
from voxlake.tables.columns import ALL, ALL_TOPICS, ALL_USERS
from voxlake.topics.called import Names

_TOPICS = 5
_IN_BURST = 2
OTHERS = "All other topics"
Counts = Mapping[int | None, Counter[int]]
"""Posts by topic, None for all others together, and by step of time."""
Bursts = Mapping[int | None, set[int]]
"""Steps with a burst in them, by topic."""


@dataclass(frozen=True)
class TopicLine:
    """A topic over time: its posts of each step, their share, and the steps with a burst in them.

    A share is None where nothing at all was said; `topic_id` is None of all other topics.
    """

    topic_id: int | None
    name: str
    counts: list[int]
    shares: list[float | None]
    bursts: list[int]


@dataclass(frozen=True)
class Shares:
    """The largest topics and some with a burst over time, and all others together.

    Attributes:
        unit: day or week: what a step is.
        starts: The first day of each step.
        totals: Posts with a topic in each.
        lines: The topics.
    """

    unit: str
    starts: list[date]
    totals: list[int]
    lines: list[TopicLine]


def shares_over_time(
    sources: Sources, names: Names, as_of: date, settings: ReportSettings
) -> Shares | None:
    """By day, or by week where a usual day has fewer than `report.min_posts` posts; None: no row.

    Weeks end on the last day, and a first one that is not whole is left out where there are others.

    Args:
        sources: The tables.
        names: Of the topics, and which are hidden.
        as_of: Last day.
        settings: How many days the picture shows, and how many posts a share needs.
    """
    is_whole = (F.col("segment_id") == ALL_USERS) & (F.col("language") == ALL)
    rows = (
        window(sources[TOPIC_TRENDS], "post_date", as_of, settings.counted_days)
        .where(is_whole & (F.col("topic_id") != ALL_TOPICS))
        .select("post_date", "topic_id", "post_count", "is_burst")
        .collect()  # topics x days
    )
    shown = [row for row in rows if row["post_count"] is not None]
    if not any(row["post_count"] for row in shown):
        return None
    return _shares(shown, names, as_of, settings)


def _shares(rows: Sequence[Row], names: Names, as_of: date, settings: ReportSettings) -> Shares:
    first_shown = as_of - timedelta(days=settings.days - 1)
    by_day = Counter[date]()
    for row in rows:
        by_day[row["post_date"]] += row["post_count"]
    recent = [count for day, count in by_day.items() if day >= first_shown]
    is_daily = bool(recent) and median(recent) >= settings.min_posts
    first = max(min(by_day), first_shown) if is_daily else min(by_day)
    steps = _Steps(as_of, 1 if is_daily else WEEK, first)
    counts, bursts = _counted([r for r in rows if steps.of(r["post_date"]) >= 0], names, steps)
    return Shares(
        "day" if is_daily else "week", steps.starts, *_lines(counts, bursts, names, steps)
    )


@dataclass(frozen=True)
class _Steps:
    """Days or weeks that end on a day, from the one with a first day in it on."""

    last: date
    days: int
    first: date

    @property
    def count(self) -> int:
        """How many there are; of weeks only whole ones, unless there is none."""
        return max(1, ((self.last - self.first).days + 1) // self.days)

    @property
    def starts(self) -> list[date]:
        behind = (self.days * (self.count - n) - 1 for n in range(self.count))
        return [self.last - timedelta(days=days) for days in behind]

    def of(self, day: date) -> int:
        return self.count - 1 - (self.last - day).days // self.days


def _counted(rows: Sequence[Row], names: Names, steps: _Steps) -> tuple[Counts, Bursts]:
    """Posts and bursts of each topic by step.

    Told alone are the largest topics, and a few of the others that had a burst.
    """
    counts: dict[int | None, Counter[int]] = defaultdict(Counter)
    bursts: dict[int | None, set[int]] = defaultdict(set)
    for row in rows:
        topic_id, step = names.shown(row["topic_id"]), steps.of(row["post_date"])
        counts[topic_id][step] += row["post_count"]
        if row["is_burst"]:
            bursts[topic_id].add(step)
    known = [topic_id for topic_id in counts if topic_id is not None]
    ranked = sorted(known, key=lambda topic_id: (-counts[topic_id].total(), topic_id))
    in_burst = [topic_id for topic_id in ranked[_TOPICS:] if topic_id in bursts]
    alone = [*ranked[:_TOPICS], *in_burst[:_IN_BURST]]
    others = sum((of for topic_id, of in counts.items() if topic_id not in alone), Counter[int]())
    found: dict[int | None, Counter[int]] = {topic_id: counts[topic_id] for topic_id in alone}
    return found | ({None: others} if others else {}), bursts


def _lines(
    counts: Counts, bursts: Bursts, names: Names, steps: _Steps
) -> tuple[list[int], list[TopicLine]]:
    totals = [sum(of[n] for of in counts.values()) for n in range(steps.count)]
    lines = [
        TopicLine(
            topic_id,
            OTHERS if topic_id is None else names.of(topic_id),
            [of[n] for n in range(steps.count)],
            [of[n] / total if total else None for n, total in enumerate(totals)],
            [] if topic_id is None else sorted(bursts.get(topic_id, ())),
        )
        for topic_id, of in counts.items()
    ]
    return totals, lines


@embedded
def shares_picture(figure: Picture, shares: Shares) -> None:
    """A line for each topic in a field of its own, with a mark where it was in a burst."""
    lines = [Line(line.name, line.shares, marks=line.bursts) for line in shares.lines]
    draw_panels(figure, lines, shares.starts, "share of posts", is_one_scale=False)
