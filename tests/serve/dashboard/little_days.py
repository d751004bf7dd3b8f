"""Days, names and kinds that rows of the dashboard's small lake share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from voxlake.tables import Table

LAST = date(2024, 3, 31)
DAYS = tuple(LAST - timedelta(days=i) for i in range(13, -1, -1))
MONDAYS = tuple(day for day in DAYS if day.weekday() == 0)
NOON = datetime(2024, 3, 31, 12, tzinfo=UTC)
BRANDS = ("all", "Acme", "Bolt")
TOPICS = {0: "late parcels", 1: "the new app"}
SEGMENTS = {0: "Loyal buyers", 1: "Quiet readers"}
MOODS = ("depressed", "stressed", "neutral", "satisfied", "cheerful", "unknown")
EVERYBODY = (-2, *SEGMENTS)
CURRENCY = {"currency": "GBP"}

Filled = Iterator[tuple[Table, list[dict[str, Any]]]]
