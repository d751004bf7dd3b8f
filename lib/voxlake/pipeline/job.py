"""What a job is."""

from __future__ import annotations

from dataclasses import dataclass

from voxlake.tables import Table

EVERYTHING = None
"""Lookback of a read that takes every row up to the last day."""


@dataclass(frozen=True)
class Read:
    """A table that a job reads, and how many days before the first of its days."""

    table: Table
    lookback_days: int | str | None = 0
    """Days; the name of the setting that says how many; or EVERYTHING."""


@dataclass(frozen=True)
class Job:
    """A job: what it reads and writes, the section of its settings, the model it fits or uses."""

    name: str
    summary: str
    section: str
    reads: tuple[Read, ...]
    writes: tuple[Table, ...]
    fits: str | None = None
    uses: tuple[str, ...] = ()
    needs: Table | None = None
    """A table without which there is nothing to do: a lake of orders alone has no posts."""
    on_request: bool = False
    """Whether it runs only when it is named."""

    @property
    def takes_as_of(self) -> bool:
        """Whether it looks at one day, `as_of`, and back, rather than at each of its days."""
        return bool(self.fits) or not self.writes or any(t.is_snapshot for t in self.writes)
