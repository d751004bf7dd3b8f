"""Days far after all others that hold next to nothing: wrong dates, which no job should go by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from voxlake.core.days import Days
from voxlake.lake.lake import Lake
from voxlake.tables import TABLES

_FEW = 10  # records that may all be wrong; more are a feed that went on after a pause
_DATED = [table for table in TABLES if table.layer == "silver" and table.partition]


@dataclass(frozen=True)
class FarRecord:
    """A record whose date lies far after all others.

    Attributes:
        view: The table that has it.
        key: Its id there.
        day: Its day.
        gap_days: Days after the last day that counts.
    """

    view: str
    key: str
    day: date
    gap_days: int

    def __str__(self) -> str:
        """For people, such as `orders shop:17 of 2026-07-04, 915 days after all others`."""
        return f"{self.view} {self.key} of {self.day}, {self.gap_days} days after all others"


@dataclass(frozen=True)
class Far:
    """Days to leave out, and the records that they hold; none where a record was mended since."""

    days: Days = field(default_factory=lambda: Days.of([]))
    records: tuple[FarRecord, ...] = ()


def find_far(lake: Lake, touched: Sequence[date]) -> Far:
    """The last of the days, where an odd gap lies before them and they hold few records.

    Args:
        lake: What holds the records, and says from how many days on a gap is odd.
        touched: Days that ever came in.
    """
    if lake.odd_gap_days is None:
        return Far()
    found, days = Far(), sorted(touched)
    for before, after in reversed([*pairwise(days)]):
        if (after - before).days <= lake.odd_gap_days:
            continue
        tail = Days.of(day for day in days if day >= after)
        records = _records(lake, tail, before)
        if len(records) > _FEW:
            break
        found = Far(tail, tuple(records))
    return found


def _records(lake: Lake, days: Days, before: date) -> list[FarRecord]:
    """What the silver tables hold of the days, and not much more of it than few.

    What is looked at is no input of a job that asks.
    """
    return [
        FarRecord(table.view, row[0], row[1], (row[1] - before).days)
        for table in filter(lake.exists, _DATED)
        for row in lake.read(table, days, version=lake.version(table))
        .select(*table.keys, str(table.partition))
        .orderBy(str(table.partition), *table.keys)
        .limit(_FEW + 1)
        .collect()
    ]
