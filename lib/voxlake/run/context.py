"""What every job is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from pyspark.sql import SparkSession

from voxlake.core.days import Days
from voxlake.lake.lake import Lake
from voxlake.run.models import Models


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Context:
    """The session, the lake, the models and the days of one job of one run."""

    spark: SparkSession
    lake: Lake
    models: Models
    days: Days
    run_id: str
    on_touch: Callable[[Days], None] = field(default=lambda _: None, repr=False)
    notes: dict[str, object] = field(default_factory=dict)
    now: Callable[[], datetime] = field(default=_utc_now, repr=False)
    """The time, in UTC with its zone: for what happens in the world, such as a post that goes out.

    What a job works out of tables never depends on it.
    """
    tell: Callable[[str], None] = field(default=lambda _: None, repr=False)
    """Shows a line to who watches, at once: how far a job is that Spark's bar knows nothing of."""

    @property
    def as_of(self) -> date:
        """The last of the days: what snapshots are taken of."""
        return self.days.last

    def touch(self, days: Days) -> None:
        """Record the days whose rows are about to change, before they do.

        A kill in between then leaves them known, and later jobs redo them.
        """
        self.on_touch(days)

    def note(self, **facts: object) -> None:
        """Keep small facts for the summary and the log, such as counts."""
        self.notes.update(facts)
