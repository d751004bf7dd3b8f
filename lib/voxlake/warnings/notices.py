"""What there is to warn of, each as a sentence that needs no table beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from voxlake.tables.columns import ALL
from voxlake.warnings.settings import Kind, Level, LevelSettings

Row = Mapping[str, Any]
_OF_ALL = "all posts"


@dataclass(frozen=True)
class Notice:
    """Something to warn of.

    Attributes:
        kind: What it is.
        key: What tells it from others of its kind: brand or topic, and day.
        subject: Brand or topic, in words.
        day: Day that it is about; of a burst its last one so far.
        level: How urgent it is.
        sentence: What is told.
        post_ids: Posts behind it.
    """

    kind: Kind
    key: str
    subject: str
    day: date
    level: Level
    sentence: str
    post_ids: tuple[str, ...]

    @property
    def warning_id(self) -> str:
        """The same however often it is worked out, also where figures changed meanwhile."""
        return warning_id(self.kind, self.key)


def warning_id(kind: str, key: str) -> str:
    """The id of what is told of a subject and a day."""
    return hashlib.sha256(f"{kind}\0{key}".encode()).hexdigest()[:32]


def level_of(distance: float | None, reach: int | None, settings: LevelSettings) -> Level:
    """How urgent it is.

    Args:
        distance: Standard deviations of ordinary days between it and the usual, on either side;
            None where that is not known, which is a note.
        reach: People that it reached; None where that is not known.
        settings: Bounds.
    """
    far = abs(distance or 0.0)
    if settings.urgent_reach is not None and (reach or 0) >= settings.urgent_reach:
        return "urgent"
    if far >= settings.urgent:
        return "urgent"
    return "warning" if far >= settings.warning else "note"


def of_alert(row: Row, levels: LevelSettings) -> Notice:
    """The notice of a row of `sentiment_alerts`."""
    subject = _OF_ALL if row["brand"] == ALL else row["brand"]
    posts = "posts" if row["brand"] == ALL else f"posts about {subject}"
    day = row["post_date"]
    sentence = (
        f"On {_told(day)}, {row['negative_share']:.0%} of {row['post_count']:,} {posts} were "
        f"negative; on a {day:%A}, {row['usual_share']:.0%} is usual."
    )
    if row["reach"]:
        sentence += (
            f" The negative ones reached {row['reach']:,} (views; likes and the like where those "
            "are unknown)."
        )
    return Notice(
        "sentiment_alert",
        f"{row['brand']}\0{day}",
        subject,
        day,
        level_of(row["distance"], row["reach"], levels),
        sentence,
        tuple(row["post_ids"] or ()),
    )


def of_bursts(
    rows: Iterable[Row], name_of: Callable[[int], str | None], levels: LevelSettings
) -> list[Notice]:
    """A notice of each burst, as the last of its days that are given has it.

    Args:
        rows: Rows of `topic_bursts`.
        name_of: What a topic is called; None: it is hidden, and nothing is told of it.
        levels: Bounds.
    """
    last: dict[tuple[int, date], Row] = {}
    for row in sorted(rows, key=lambda each: each["as_of_date"]):
        last[row["topic_id"], row["start_date"]] = row
    named = ((row, name_of(row["topic_id"])) for row in last.values())
    return [_of_burst(row, name, levels) for row, name in named if name is not None]


def _of_burst(row: Row, name: str, levels: LevelSettings) -> Notice:
    start, end = row["start_date"], row["end_date"]
    if start == end:
        when = f"on {_told(start)}"
    elif end:
        when = f"from {_told(start)} to {_told(end)}"
    else:
        when = f"since {_told(start)}, and it goes on"
    sentence = (
        f"People talk more than usual about “{name}”: {row['post_count']:,} posts {when}; "
        f"{_about(row['usual_count'])} are usual for those days."
    )
    return Notice(
        "topic_burst",
        f"{row['topic_id']}\0{start}",
        name,
        end or row["as_of_date"],
        level_of(row["distance"], None, levels),
        sentence,
        tuple(row["post_ids"] or ()),
    )


def _about(count: float) -> str:
    return "fewer than 1" if count < 1 else f"about {count:,.0f}"


def _told(day: date) -> str:
    return f"{day:%A, %-d %B %Y}"
