"""Holds what a job did against what it is declared to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from pydantic import BaseModel

from voxlake.core.days import Days
from voxlake.core.errors import VoxlakeError
from voxlake.lake.record import Record
from voxlake.language.settings import SHIPPED_HEADS
from voxlake.pipeline import ENCODERS, JOBS, OWN_LABELS, Job
from voxlake.tables import Read


class UndeclaredError(VoxlakeError):
    """A job did what its declaration does not say; names the line to add."""


def undeclared(
    job: Job, settings: BaseModel, days: Days, record: Record, opened: Iterable[str]
) -> list[str]:
    """What a job read, wrote and used without saying so, each as a sentence with the remedy.

    What is declared and was not done is no fault: a table may not be there yet.

    Args:
        job: What was declared.
        settings: The job's, which may say how far it looks back.
        days: Days that it worked on.
        record: What was read and written.
        opened: Models that were asked for.
    """
    models = sorted(set(opened) - {job.fits})
    used = {model if _is_fitted_by_name(model) else OWN_LABELS: model for model in models}
    return [
        *_reads(job, settings, days, record),
        *(
            f"{job.name} writes {table}, which it does not declare: add {table.upper()} to its "
            "writes in voxlake.pipeline."
            for table in sorted(set(record.output_versions) - {t.view for t in job.writes})
        ),
        *(
            f"{job.name} uses the model {model}, which it does not declare: add {name!r} to its "
            "uses in voxlake.pipeline."
            for name, model in used.items()
            if name not in job.uses
        ),
    ]


def _reads(job: Job, settings: BaseModel, days: Days, record: Record) -> Iterator[str]:
    declared = {read.table.view: read for read in job.reads}
    for table, first in sorted(record.read_from.items()):
        if (read := declared.get(table)) is None:
            yield (
                f"{job.name} reads {table}, which it does not declare: add "
                f"Read({table.upper()}, EVERYTHING), or the days that it looks back, to its reads "
                "in voxlake.pipeline."
            )
        elif first < (start := _start(read, settings, days)):
            since = "all there is" if first == date.min else f"{first} and later"
            yield (
                f"{job.name} reads {since} of {table}, and declares {start} and later "
                f"({read.lookback_days} days before {days.first}): give Read({table.upper()}, …) "
                "of its reads in voxlake.pipeline the days that it looks back, or EVERYTHING."
            )


def _start(read: Read, settings: BaseModel, days: Days) -> date:
    """The first day that may be read."""
    lookback = read.lookback(settings)
    if lookback is None or days.is_every or not len(days):
        return date.min
    return days.first - timedelta(days=lookback)


def _is_fitted_by_name(model: str) -> bool:
    """Whether it is a model of voxlake's own, and not of labels that settings name."""
    return model in {*ENCODERS, *SHIPPED_HEADS, *(job.fits for job in JOBS)}
