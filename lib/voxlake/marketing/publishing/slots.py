"""The slots of the weeks ahead, by the clock of an account, and what a post of each gains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from voxlake.marketing.publishing.settings import WEEKDAYS, PublishingSettings
from voxlake.tables.columns import ALL

_DAYS = 7


@dataclass(frozen=True)
class Slot:
    """A time at which a post may go out: as an instant, and by the clock of the account."""

    start: datetime
    """UTC."""
    local: datetime

    @property
    def week(self) -> date:
        """Monday of its week, by the clock of the account."""
        return self.local.date() - timedelta(days=self.local.weekday())


@dataclass(frozen=True)
class Gain:
    """What a post of an hour gains: times a post by chance."""

    gain: float = 1.0
    low: float | None = None
    high: float | None = None
    is_reliable: bool | None = None


@dataclass(frozen=True)
class Gains:
    """What `best_post_times` says of an account, on its audience's clock; empty: nothing."""

    time_zone: str | None = None
    by_hour: Mapping[tuple[str, int, int], Gain] = field(default_factory=dict)
    """By content type, weekday (1 Monday) and hour."""

    def at(self, start: datetime, content_type: str | None) -> Gain:
        """The gain of an instant: of the content type, or of all where it is not told of."""
        if self.time_zone is None:
            return Gain()
        local = start.astimezone(ZoneInfo(self.time_zone))
        hour = (local.isoweekday(), local.hour)
        of_all = self.by_hour.get((ALL, *hour), Gain())
        return self.by_hour.get((content_type or ALL, *hour), of_all)


def gains_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, Gains]:
    """By account (user_id, or `all`), what rows of `best_post_times` of one day say of it.

    Args:
        rows: Those of all segments together.
    """
    found: dict[str, dict[tuple[str, int, int], Gain]] = {}
    zones: dict[str, str] = {}
    for row in rows:
        if row["gain"] is None:
            continue
        zones[row["account_id"]] = row["time_zone"]
        told = Gain(row["gain"], row["gain_low"], row["gain_high"], row["is_reliable"])
        hour = (row["content_type"], row["weekday"], row["hour"])
        found.setdefault(row["account_id"], {})[hour] = told
    return {account: Gains(zones[account], by_hour) for account, by_hour in found.items()}


def open_slots(
    first: date, zone: str, settings: PublishingSettings, taken: Sequence[datetime] = ()
) -> list[Slot]:
    """The slots of the weeks from a day on in which a post may go out, in order of time.

    Slots are on the account's clock: a time that a change of clocks skips is no slot, and one that
    it shows twice is one, the first. Distances are those of instants, whatever clocks do.

    Args:
        first: Their first day.
        zone: Clock of the account.
        settings: Slots, quiet hours, least gap, weeks.
        taken: Instants at which posts of the account go out already.
    """
    gap = timedelta(hours=settings.gap_hours)
    found = {}
    for day in (first + timedelta(days=n) for n in range(_DAYS * settings.weeks)):
        for at in _times(day, settings):
            local = datetime.combine(day, at, ZoneInfo(zone))
            start = local.astimezone(UTC)
            is_skipped = start.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != datetime.combine(
                day, at
            )
            is_free = all(start != one and abs(start - one) >= gap for one in taken)
            if not is_skipped and not _is_quiet(at.hour, settings) and is_free:
                found[start] = Slot(start, local)
    return [found[start] for start in sorted(found)]


def _times(day: date, settings: PublishingSettings) -> list[time]:
    if not settings.slots:
        return [time(hour) for hour in range(24)]
    named = WEEKDAYS[day.weekday()]
    return [time.fromisoformat(slot[4:]) for slot in settings.slots if slot[:3] == named]


def _is_quiet(hour: int, settings: PublishingSettings) -> bool:
    """Whether an hour is quiet: from 22 to 7 goes over midnight."""
    if settings.quiet_hours is None:
        return False
    begin, end = settings.quiet_hours
    return begin <= hour < end if begin <= end else hour >= begin or hour < end
