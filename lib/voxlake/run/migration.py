"""Says, and does, what brings the tables of an earlier voxlake to those that are declared."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console

from voxlake.core.terminal import say
from voxlake.lake import migrate
from voxlake.lake.lake import Lake
from voxlake.lake.migrate import Step
from voxlake.lake.place import Catalog
from voxlake.pipeline import JOBS
from voxlake.run.lock import lake_lock
from voxlake.run.stopping import on_stop
from voxlake.tables import Table


def migrate_lake(lake: Lake, console: Console, *, apply: bool) -> None:
    """Print what there is to do; with `apply` do first what can be done, holding the lock."""
    if apply:
        cancel = lake.spark.sparkContext.cancelAllJobs
        doing = "migrate tables"
        with lake_lock(lake.place, doing) as lock, on_stop(cancel), lake.asking(lock.require):
            for step in migrate.steps(lake):
                if migrate.take(lake, step):
                    say(console, f"Done: {told(step, lake)}")
    found = migrate.steps(lake)
    for step in found:
        say(console, told(step, lake))
    if not found:
        say(console, "Every table is as it is declared.")
    elif any(step.kind in ("grow", "copy") for step in found):
        say(console, "Nothing was changed: --apply adds these columns and copies these rows.")


def told(step: Step, lake: Lake) -> str:
    """A step in a line."""
    return f"{step.kind:<8}{' '.join(_words(step, lake))}"


def _words(step: Step, lake: Lake) -> Iterator[str]:
    if step.kind == "misfit":
        yield f"{step.table.name}: {step.detail}. {_remove(lake, step.table)}, and make it anew:"
        yield f"{_jobs(step.table)} with --from and --to, or --reread for ingest."
    elif step.earlier is None:
        yield f"{step.table.name}: {step.detail}"
    elif step.kind == "drop":
        yield f"{step.earlier.name}: {step.table.name} has all of its days or keys."
        yield f"{_remove(lake, migrate.earlier_table(step.table, step.earlier))}."
    else:
        of_days = f" of {step.days}" if len(step.days) else ""
        yield f"{step.earlier.name}: {step.row_count:,} rows{of_days} are not in {step.table.name}."
        if step.kind == "rebuild":
            yield from _rebuild(step)


def _rebuild(step: Step) -> Iterator[str]:
    """How to make the days anew: a job that takes snapshots makes one of them at a time."""
    if not len(step.days):
        yield f"To make them anew: {_jobs(step.table)}."
        return
    first = step.days.last if step.table.is_snapshot else step.days.first
    yield f"To make them anew: {_jobs(step.table)} --from {first} --to {step.days.last}."
    if step.table.is_snapshot and len(step.days) > 1:
        yield "That makes the last day; name each other day likewise, or let it go."


def _jobs(table: Table) -> str:
    """The command that runs the jobs which write a table."""
    names = (job.name for job in JOBS if table.name in {written.name for written in job.writes})
    return f"voxlake run --jobs {','.join(names)}"


def _remove(lake: Lake, table: Table) -> str:
    if isinstance(lake.place, Catalog):
        return f"DROP TABLE {lake.name_of(table)}"
    return f"Remove the folder {lake.place.path_of(table)}"
