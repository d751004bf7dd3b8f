"""Times as networks write them."""

from __future__ import annotations

from datetime import UTC, datetime


def moment(value: object) -> datetime | None:
    """A time of ISO 8601, in UTC; None where it is none."""
    try:
        at = datetime.fromisoformat(str(value))
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def of_seconds(value: object) -> datetime | None:
    """A time in seconds since 1970, in UTC; None where it is none."""
    try:
        return datetime.fromtimestamp(float(str(value)), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def mark_of(at: datetime | None) -> str | None:
    """A mark for networks whose posts are in order of time."""
    return at.isoformat(timespec="microseconds") if at else None
