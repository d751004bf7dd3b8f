"""Draw the report from the gold tables, as HTML pages."""

from __future__ import annotations

from voxlake.core.errors import ConfigError
from voxlake.core.storage import write_text
from voxlake.jobs.common.reporting import sources_of
from voxlake.pipeline import JOBS
from voxlake.report.page import gather, render
from voxlake.report.reads import reads_of
from voxlake.report.settings import ReportSettings
from voxlake.run.context import Context
from voxlake.run.history import far_of
from voxlake.tables import Table


def run(ctx: Context, settings: ReportSettings) -> None:
    """Write the pages of the days up to the last one: the first to the path, others beside it."""
    if (path := settings.file(ctx.lake.place.home)) is None:
        raise ConfigError("A lake in a catalog needs report.path: the file to write.")
    sources = sources_of(ctx, reads_of(), settings)
    found = gather(sources, ctx.as_of, settings)
    far = [str(record) for record in far_of(ctx.lake).records]
    folder, _, first = path.rpartition("/")
    zone, jobs = ctx.lake.time_zone, jobs_by_table()
    pages = render(found, ctx.as_of, settings, far, first, zone=zone, jobs=jobs)
    for file, page in pages.items():
        write_text(f"{folder}/{file}" if folder else file, page)


def jobs_by_table() -> dict[Table, str]:
    """The job that makes each table: of several, the first in the order of the pipeline."""
    found: dict[Table, str] = {}
    for job in JOBS:
        for table in job.writes:
            found.setdefault(table, job.name)
    return found
