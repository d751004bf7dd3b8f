"""Posts that wait for an answer, and how soon others got one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pyspark.sql import Row
from pyspark.sql import functions as F

from voxlake.report.settings import WEEK, ReportSettings
from voxlake.report.sources import Sources, window
from voxlake.report.topics.behind import posts_named
from voxlake.report.week.evidence import shorten
from voxlake.tables import POSTS, REPLY_QUEUE, REPLY_TIMES

_SHOWN = 8
_OPEN = ("new", "assigned")


@dataclass(frozen=True)
class Waiting:
    """A post that waits for an answer; `text` is None where it is no longer there."""

    row: Row
    text: str | None

    @property
    def why(self) -> list[str]:
        """What makes it urgent, in words; only what the table knows."""
        row, told = self.row, list[str]()
        if row["wait_hours"] is not None:
            told.append(f"waits {_hours(row['wait_hours'])}")
        if row["reach"]:
            told.append(f"reaches {row['reach']:,}")
        if row["is_customer"] and row["revenue"] is not None:
            told.append(f"by a customer who paid {row['revenue']:,.0f} {row['currency'] or ''}")
        if row["topic"]:
            told.append(f"about “{row['topic']}”")
        if row["evidence"]:
            told.append("negative words: " + ", ".join(row["evidence"]))
        if row["draft_id"]:
            told.append("a draft of an answer is there")
        if row["state"] == "assigned":
            told.append("somebody answers it")
        return told


@dataclass(frozen=True)
class Replies:
    """The queue of the day, and the week's answers.

    Attributes:
        open_count: Posts that wait.
        new_count: Those of them that nobody took on.
        first: The most urgent, in order; at most eight.
        needed: Posts of the last seven days that needed an answer.
        answered: Those of them that got one.
        oldest_hours: Longest wait of an open one; None: none is open.
    """

    open_count: int
    new_count: int
    first: list[Waiting]
    needed: int
    answered: int
    oldest_hours: float | None


def replies_of_day(sources: Sources, as_of: date, settings: ReportSettings) -> Replies:
    """The queue as it is at the end of the day.

    Args:
        sources: The tables.
        as_of: Last day.
        settings: How much to show of a text.
    """
    queue, posts = sources[REPLY_QUEUE], sources[POSTS]
    counts = queue.groupBy("state").agg(F.count("*").alias("n")).collect()  # of three states
    told = {row["state"]: row["n"] for row in counts}
    waiting = queue.where(F.col("state").isin(list(_OPEN)) & F.col("place").isNotNull())
    rows = waiting.orderBy("place").limit(_SHOWN).collect() if told else []
    texts = posts_named(posts, (row["post_id"] for row in rows), as_of, settings)
    week = window(sources[REPLY_TIMES], "post_date", as_of, WEEK).agg(
        F.sum("post_count"), F.sum("answered_count"), F.max("oldest_open_hours")
    )
    needed, answered, oldest = week.collect()[0]
    return Replies(
        sum(told.get(state, 0) for state in _OPEN),
        told.get("new", 0),
        [Waiting(row, _text(texts.get(row["post_id"]), settings)) for row in rows],
        needed or 0,
        answered or 0,
        oldest,
    )


def _text(row: Row | None, settings: ReportSettings) -> str | None:
    return shorten(row["text"], settings.text_length) if row else None


def _hours(hours: float) -> str:
    """Such as `5 hours` or `3 days`."""
    count, unit = (hours, "hour") if hours < 2 * 24 else (hours / 24, "day")
    return f"{count:,.0f} {unit}{'' if round(count) == 1 else 's'}"
