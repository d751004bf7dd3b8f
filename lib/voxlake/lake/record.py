"""What a job read and wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from voxlake.core.days import Days


@dataclass
class Record:
    """What was read and written while it was kept: versions by the table's name as in SQL."""

    input_versions: dict[str, int] = field(default_factory=dict)
    output_versions: dict[str, int] = field(default_factory=dict)
    row_counts: dict[str, int] = field(default_factory=dict)
    read_from: dict[str, date] = field(default_factory=dict)
    """By table, there or not, the first day that was asked for; `date.min` for all there are.

    What was read of days that the job had replaced by then is its own and left out.
    """
    replaced: dict[str, frozenset[date]] = field(default_factory=dict)
    """By table, the days that were replaced."""

    @property
    def row_count(self) -> int:
        """Rows written, all tables together."""
        return sum(self.row_counts.values())

    def note_read(self, table: str, days: Days) -> None:
        """Note that rows of some days are read."""
        if days.is_every:
            self.note_read_from(table, date.min)
        elif len(days) and not self.replaced.get(table, frozenset()).issuperset(days):
            self.note_read_from(table, days.first)

    def note_read_from(self, table: str, first: date) -> None:
        """Note that rows are read from a day on."""
        self.read_from[table] = min(first, self.read_from.get(table, first))

    def note_replaced(self, table: str, days: Iterable[date]) -> None:
        """Note that the rows of some days are the job's own from now on."""
        self.replaced[table] = self.replaced.get(table, frozenset()).union(days)
