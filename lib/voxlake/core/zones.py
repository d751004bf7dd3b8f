"""Time zones by their IANA names."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator

DEFAULT_ZONE = "UTC"


def _require_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is no time zone; give a name such as Europe/Berlin or UTC.")
    return name


Zone = Annotated[str, AfterValidator(_require_zone)]
"""A setting that names a zone, such as `America/Los_Angeles`."""


def clock_of(zone: str) -> str:
    """How people call the clock of a zone, such as `UTC` or `Europe/Berlin time`."""
    return zone if zone == DEFAULT_ZONE else f"{zone} time"


def start_of(day: date, zone: str) -> datetime:
    """The instant, in UTC, at which a day begins in a zone.

    Where clocks skip midnight, the day begins at the first time that they show; where they show
    it twice, at the first of the two.
    """
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
