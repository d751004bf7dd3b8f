"""What a job is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from voxlake.tables import Read, Table

ENCODER = "encoder"
"""The text encoder whose vectors tell feelings, among the models that a job uses."""

MEANING = "meaning"
"""The text encoder whose vectors tell subjects."""

ENCODERS = (ENCODER, MEANING)

OWN_LABELS = "own labels"
"""Among the models that a job uses, those that no job fits by name: of labels of one's own."""


@dataclass(frozen=True)
class Section:
    """A part of the config: its name there, and the class that declares its keys."""

    name: str
    settings: type[BaseModel]
    takes: Mapping[str, Section] = field(default_factory=dict, hash=False)
    """Keys that are another section's values, where this section says nothing else."""


@dataclass(frozen=True)
class Job:
    """A job: what it reads and writes, the section of its settings, the model it fits or uses.

    A run holds it to `reads`, `writes`, `fits` and `uses` (`run.declared`).
    """

    name: str
    summary: str
    section: Section
    reads: tuple[Read, ...]
    writes: tuple[Table, ...]
    fits: str | None = None
    uses: tuple[str, ...] = ()
    needs: Table | None = None
    """A table without which there is nothing to do: a lake of orders alone has no posts."""
    or_needs: Table | None = None
    """Another that will do in its place."""
    on_request: bool = False
    """Whether it runs only when it is named."""
    of_all_days: bool = False
    """Whether, without dates, it takes all there is rather than the days that came in."""
    leaves: str = ""
    """What it writes that is no table, in words."""

    @property
    def takes_as_of(self) -> bool:
        """Whether it looks at one day, `as_of`, and back, rather than at each of its days."""
        takes_it = self.fits or not self.writes or any(t.is_snapshot for t in self.writes)
        return bool(takes_it) and not self.of_all_days

    def after(self, jobs: Iterable[Job]) -> tuple[Job, ...]:
        """Those of the jobs that write what this one reads, or fit what it uses."""
        read = {read.table for read in self.reads if not read.of_earlier_runs}
        return tuple(
            job
            for job in jobs
            if job != self and (not read.isdisjoint(job.writes) or job.fits in self.uses)
        )
