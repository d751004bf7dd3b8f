"""One row of `warnings_sent`: a warning, or a summary, on its way by one channel."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from voxlake.marketing.publishing.publication import without_zone
from voxlake.warnings.notices import Notice, warning_id
from voxlake.warnings.settings import LEVELS, ChannelSettings, Level, WarningSettings

WAITING, SENDING, SENT, FAILED, UNKNOWN, LEFT = (
    "waiting",
    "sending",
    "sent",
    "failed",
    "unknown",
    "left",
)
PENDING = (WAITING, SENDING, FAILED)
"""States of what a run has to look after."""
SUMMARY = "summary"


@dataclass(frozen=True)
class Delivery:
    """The columns of `warnings_sent`, in order. Times are in UTC, with their zone."""

    warning_id: str
    channel: str
    kind: str
    level: str
    event_date: date
    subject: str
    sentence: str
    post_ids: Sequence[str]
    files: Sequence[str] | None
    noticed_at: datetime
    state: str = WAITING
    message_key: str | None = None
    place: int | None = None
    attempt_count: int = 0
    sending_at: datetime | None = None
    sent_at: datetime | None = None
    error: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What makes it unique."""
        return self.warning_id, self.channel

    @property
    def rank(self) -> tuple[int, int, str]:
        """Its order in a message: the most urgent first, then the latest."""
        level = LEVELS.index(cast(Level, self.level))
        return -level, -self.event_date.toordinal(), self.warning_id

    @property
    def values(self) -> tuple[object, ...]:
        """The row, with times as Spark takes them in a UTC session."""
        told = [without_zone(value) for value in astuple(self)]
        return tuple(list(value) if isinstance(value, tuple) else value for value in told)


def deliveries_of(rows: Iterable[Mapping[str, Any]]) -> list[Delivery]:
    """Rows of `warnings_sent` with times as instants."""
    names = [field.name for field in fields(Delivery)]
    return [Delivery(**{name: row[name] for name in names}) for row in rows]


def new_deliveries(
    notices: Iterable[Notice],
    known: Collection[tuple[str, str]],
    settings: WarningSettings,
    now: datetime,
) -> list[Delivery]:
    """What each channel is to be told of that it was not told of.

    Args:
        notices: What there is to warn of.
        known: Keys of the rows that there are.
        settings: Channels, and what each wants.
        now: The time.
    """
    return [
        Delivery(
            notice.warning_id,
            name,
            notice.kind,
            notice.level,
            notice.day,
            notice.subject,
            notice.sentence,
            notice.post_ids,
            None,
            now,
        )
        for name, channel in settings.channels.items()
        for notice in notices
        if _is_wanted(notice, channel) and (notice.warning_id, name) not in known
    ]


def of_summary(
    role: str,
    period: str,
    last: date,
    headline: str,
    files: Sequence[str],
    *,
    channel: str,
    now: datetime,
) -> Delivery:
    """A summary on its way.

    Args:
        role: Whom it is written for.
        period: Name of its week or month, such as 2024-W13.
        last: Its last day.
        headline: What is told with it.
        files: Where it lies.
        channel: By which it goes.
        now: The time.
    """
    known = warning_id(SUMMARY, f"{role}\0{period}")
    return Delivery(known, channel, SUMMARY, "note", last, role, headline, (), tuple(files), now)


def is_quiet(channel: ChannelSettings, now: datetime, zone: str) -> bool:
    """Whether a time lies in the quiet hours of a channel.

    Args:
        channel: With its hours, which may go over midnight.
        now: The time, with its zone.
        zone: The lake's.
    """
    if channel.quiet_hours is None:
        return False
    first, end = channel.quiet_hours
    hour = now.astimezone(ZoneInfo(channel.time_zone or zone)).hour
    return first <= hour < end if first <= end else hour >= first or hour < end


def message_key(channel: str, deliveries: Sequence[Delivery], now: datetime) -> str:
    """The idempotency key of a message: of what it tells, and when it was first to be sent."""
    named = "\0".join([channel, now.isoformat(), *(each.warning_id for each in deliveries)])
    return hashlib.sha256(named.encode()).hexdigest()[:32]


def _is_wanted(notice: Notice, channel: ChannelSettings) -> bool:
    is_enough = LEVELS.index(notice.level) >= LEVELS.index(channel.least_level)
    return is_enough and notice.kind in channel.kinds
