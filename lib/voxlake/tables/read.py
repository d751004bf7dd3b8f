"""What of a table is read: by a job, or for a page of the report."""

from __future__ import annotations

from dataclasses import dataclass

from voxlake.tables.table import Table

Lookback = int | str | None
EVERYTHING: Lookback = None
"""Lookback of a read that takes every row up to the last day."""
OF_THE_DAY: Lookback = 0
"""Lookback of a read that takes the rows of the days themselves alone."""


@dataclass(frozen=True)
class Read:
    """A table that is read, and how many days before the first of the days that are looked at."""

    table: Table
    lookback_days: Lookback = OF_THE_DAY
    """Days; the setting, or property of the settings, that says how many; or EVERYTHING."""
    of_earlier_runs: bool = False
    """Whether a later job writes it: what is read is what runs before left."""

    def lookback(self, settings: object) -> int | None:
        """Days before the first of those that are looked at; None for all there are.

        Args:
            settings: Those that the read may name one of.
        """
        if isinstance(self.lookback_days, str):
            days: int | None = getattr(settings, self.lookback_days)
            return days
        return self.lookback_days
