"""A schedule as a CSV for people to approve, and as a calendar (iCalendar, RFC 5545)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from voxlake.core.formulas import no_formula
from voxlake.marketing.publishing.extras import needed

_COLUMNS = (
    "id",
    "local_time",
    "time_zone",
    "account",
    "network",
    "text",
    "image_path",
    "expected_gain",
    "state",
    "reason",
    "item_id",
    "arm_id",
    "approved_by",
    "approved_at",
)
_MINUTES = 15
_TITLE = 60


def sheet_of(rows: Iterable[Mapping[str, Any]]) -> str:
    """The schedule as CSV, in order of time; those without a slot stand last.

    People approve by it: they fill approved_by and approved_at and name it as
    `publishing.approvals`. Texts that a spreadsheet would take for formulas get a space before.

    Args:
        rows: Of `posting_schedule`; times in UTC.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in sorted(rows, key=_order):
        cells = {name: row.get(name) for name in _COLUMNS}
        cells |= {"id": row["publication_id"], "local_time": _local(row)}
        if row["approved_at"]:
            cells["approved_at"] = row["approved_at"].replace(tzinfo=UTC).isoformat()
        if row["expected_gain"] is not None:
            cells["expected_gain"] = f"{row['expected_gain']:.2f}"
        writer.writerow({n: no_formula(v) if isinstance(v, str) else v for n, v in cells.items()})
    return out.getvalue()


def calendar_of(rows: Iterable[Mapping[str, Any]], as_of: date) -> bytes:
    """The slots as an iCalendar file: tentative until they are approved.

    Times are in UTC, which every calendar shows on the clock of who looks. The same rows give the
    same bytes: its stamp is the day of the plan.

    Args:
        rows: Of `posting_schedule`; times in UTC.
        as_of: Day of the plan.

    Raises:
        ConfigError: the package icalendar is not installed.
    """
    icalendar = needed("icalendar")
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//voxlake//posting schedule//EN")
    calendar.add("version", "2.0")
    for row in sorted(rows, key=_order):
        if row["slot_start"] is None:
            continue
        start = row["slot_start"].replace(tzinfo=UTC)
        text = row["text"] or ""
        event = icalendar.Event()
        event.add("uid", f"{row['publication_id']}@voxlake")
        event.add("dtstamp", datetime.combine(as_of, time(), UTC))
        event.add("dtstart", start)
        event.add("dtend", start + timedelta(minutes=_MINUTES))
        title = text if len(text) <= _TITLE else f"{text[: _TITLE - 1]}…"
        event.add("summary", f"{row['account']}: {title}")
        event.add("description", text)
        event.add("status", "CONFIRMED" if row["approved_by"] else "TENTATIVE")
        calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made


def _order(row: Mapping[str, Any]) -> tuple[bool, datetime, str]:
    start = row["slot_start"]
    return start is None, start or datetime.min, row["publication_id"]


def _local(row: Mapping[str, Any]) -> str | None:
    """The slot by the clock of the account, with its distance from UTC."""
    if row["slot_start"] is None or row["time_zone"] is None:
        return None
    local = row["slot_start"].replace(tzinfo=UTC).astimezone(ZoneInfo(row["time_zone"]))
    return str(local.isoformat(timespec="minutes"))
