"""How much more or less posts of each hour of the week get, account by account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

from pyspark.sql import Row
from pyspark.sql import functions as F

from voxlake.core.zones import clock_of
from voxlake.report.settings import WEEKDAYS
from voxlake.report.sources import Sources
from voxlake.spark.bounded import first_at_most
from voxlake.tables import BEST_POST_TIMES, SEGMENT_PROFILES, USERS
from voxlake.tables.columns import ALL, ALL_USERS, NO_SEGMENT

HOURS = range(24)
_ACCOUNTS = 5
_GROUPS = 24
_BEST = 5


@dataclass(frozen=True)
class Slot:
    """An hour of the week: how many posts it has seen, and times what a post usually gets."""

    weekday: int
    hour: int
    posts: int
    gain: float
    low: float
    high: float
    is_reliable: bool

    @classmethod
    def of(cls, row: Row) -> Slot:
        """The hour of a row of `best_post_times`."""
        return cls(
            row["weekday"],
            row["hour"],
            row["post_count"],
            row["gain"],
            row["gain_low"],
            row["gain_high"],
            bool(row["is_reliable"]),
        )

    @property
    def name(self) -> str:
        """Such as `Tuesday, 18:00 to 19:00`."""
        ends = (self.hour + 1) % len(HOURS)
        return f"{WEEKDAYS[self.weekday - 1]}, {self.hour:02}:00 to {ends:02}:00"

    @property
    def kind(self) -> str:
        """`better` or `worse` than usual; `unclear` where no difference is reliable."""
        if not self.is_reliable or self.gain == 1:
            return "unclear"
        return "better" if self.gain > 1 else "worse"

    @property
    def strength(self) -> float:
        """How deep its colour is, 0 to 1: full where posts get twice as much, or half."""
        return min(1.0, abs(log2(self.gain))) if self.gain > 0 else 1.0


@dataclass(frozen=True)
class Calendar:
    """The week of an account.

    Attributes:
        account_id: As the tables name it; `all` for accounts together.
        name: What people call it; None for accounts together.
        time_zone: That its hours are of.
        by_chance: How often an account without best times shows as much, 0 to 1; None: unknown.
        slots: The hours that are known, the best first.
    """

    account_id: str
    name: str | None
    time_zone: str
    by_chance: float | None
    slots: list[Slot]

    @property
    def title(self) -> str:
        """What the page calls it."""
        return self.name or "All accounts together"

    @property
    def clock(self) -> str:
        """Whose time the hours are of, in words."""
        return clock_of(self.time_zone)

    @property
    def posts(self) -> int:
        """Posts that counted."""
        return sum(slot.posts for slot in self.slots)

    @property
    def best(self) -> list[Slot]:
        """Hours that are reliably better, the best first; at most five."""
        return [slot for slot in self.slots if slot.kind == "better"][:_BEST]

    @property
    def worst(self) -> list[Slot]:
        """Hours that are reliably worse, the worst first; at most five."""
        return [slot for slot in reversed(self.slots) if slot.kind == "worse"][:_BEST]

    @property
    def weeks(self) -> list[tuple[str, list[Slot | None]]]:
        """Each weekday with its 24 hours; None for an hour without a row."""
        at = {(slot.weekday, slot.hour): slot for slot in self.slots}
        return [
            (day, [at.get((number, hour)) for hour in HOURS])
            for number, day in enumerate(WEEKDAYS, 1)
        ]


@dataclass(frozen=True)
class GroupTime:
    """The best hour of a segment, or of a kind of content, of all accounts; None: none is."""

    name: str
    posts: int
    best: Slot | None


def calendars(sources: Sources) -> list[Calendar]:
    """All accounts together, then those with most posts; empty without rows."""
    users = sources[USERS]
    whole = sources[BEST_POST_TIMES].where(
        (F.col("segment_id") == ALL_USERS) & (F.col("content_type") == ALL)
    )
    busiest = (
        whole.groupBy("account_id")
        .agg(F.sum("post_count").alias("posts"))
        .orderBy(F.col("account_id") != ALL, F.desc("posts"), "account_id")
        .limit(1 + _ACCOUNTS)
        .collect()
    )
    if not (accounts := [row["account_id"] for row in busiest]):
        return []
    named = users.where(F.col("user_id").isin(accounts)).select("user_id", "handle").collect()
    handles = {row["user_id"]: row["handle"] for row in named if row["handle"]}
    rows = whole.where(F.col("account_id").isin(accounts)).orderBy("rank").collect()  # 168 each
    return [
        _calendar(account, handles, [row for row in rows if row["account_id"] == account])
        for account in accounts
    ]


def times_of_groups(sources: Sources) -> list[GroupTime]:
    """Segments and kinds of content of all accounts together, each with its best hour."""
    profiles = sources[SEGMENT_PROFILES]
    is_better = F.col("is_reliable") & (F.col("gain") > 1)
    slot = F.struct("rank", *_OF_SLOT)
    rows = (
        sources[BEST_POST_TIMES]
        .where(F.col("account_id") == ALL)
        .where((F.col("segment_id") != ALL_USERS) | (F.col("content_type") != ALL))
        .groupBy("segment_id", "content_type")
        .agg(F.sum("post_count").alias("posts"), F.min(F.when(is_better, slot)).alias("best"))
        .orderBy(F.desc("posts"), "segment_id", "content_type")
    )
    if not (found := first_at_most(rows, _GROUPS, "segments and kinds of content with times")):
        return []
    named = profiles.select("segment_id", "name").collect()
    names = {row["segment_id"]: row["name"] for row in named}
    return [
        GroupTime(
            _group_name(row, names), row["posts"], Slot.of(row["best"]) if row["best"] else None
        )
        for row in found
    ]


_OF_SLOT = ("weekday", "hour", "post_count", "gain", "gain_low", "gain_high", "is_reliable")


def _calendar(account: str, handles: Mapping[str, str], rows: Sequence[Row]) -> Calendar:
    first = rows[0]
    name = None if account == ALL else handles.get(account, account)
    slots = [Slot.of(row) for row in rows]
    return Calendar(account, name, first["time_zone"], first["by_chance"], slots)


def _group_name(row: Row, names: Mapping[int, str]) -> str:
    segment, content = row["segment_id"], row["content_type"]
    parts = [] if content == ALL else [f"Posts that show: {content}"]
    if segment == NO_SEGMENT:
        parts.append("Authors in no group")
    elif segment != ALL_USERS:
        parts.append(f"Authors of the group “{names.get(segment, f'segment {segment}')}”")
    return ", ".join(parts)
