"""Rows of a table, of records that a test gives by their values."""

from datetime import date, datetime

import pytest

from voxlake.core.days import Days
from voxlake.ingest.filters import Filters
from voxlake.ingest.rows import to_rows
from voxlake.ingest.source import Source
from voxlake.ingest.targets import TARGETS

RECORDS_DDL = (
    "source string, file string, arrived_date date, arrived_at timestamp, payload string, "
    "record_hash string, occurrence int, reason string, detail string, values map<string,string>"
)
ARRIVED = {
    "source": "s",
    "file": "f",
    "arrived_date": date(2024, 1, 9),
    "arrived_at": datetime(2024, 1, 9, 12),
    "occurrence": 1,
}


@pytest.fixture
def made(frame):
    """Rows of a table, of records that are given by their values, in order of these."""

    def of(table: str, columns: dict, *values: dict, zone: str = "UTC", **keys):
        source = Source(name="s", format="json", path="f", tables={table: columns}, **keys)
        records = [
            {**ARRIVED, "payload": str(n), "record_hash": f"{n:03}", "values": one}
            for n, one in enumerate(values)
        ]
        frames = frame(RECORDS_DDL, *records)
        rows = to_rows(frames, source, TARGETS[table], Filters(), Days.every(), zone=zone)
        return sorted(rows.collect(), key=lambda row: row["_record_hash"])

    return of
