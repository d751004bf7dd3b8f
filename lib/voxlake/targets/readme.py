"""Writes the table of jobs in the README."""

from __future__ import annotations

from collections.abc import Iterable

from voxlake.core.errors import ConfigError
from voxlake.pipeline import Job

START = "<!-- jobs: made by `make docs` -->"
END = "<!-- end of jobs -->"


def with_jobs(page: str, jobs: Iterable[Job]) -> str:
    """The page with a table of the jobs between its two marks.

    Raises:
        ConfigError: it has not both marks, in order.
    """
    before, start, rest = page.partition(START)
    _, end, after = rest.partition(END)
    if not (start and end):
        raise ConfigError(f"The README needs the lines {START} and {END}, and jobs between them.")
    head = ["| job | what it does | tables |", "| --- | --- | --- |"]
    rows = "\n".join([*head, *map(job_row, jobs)])
    return f"{before}{START}\n{rows}\n{END}{after}"


def job_row(job: Job) -> str:
    """A job's row: its name, what it does and when, what it writes."""
    told = job.summary.removesuffix(".") + (" (only by name)" if job.on_request else "")
    written = [*(f"`{table.view}`" for table in job.writes), *filter(None, [job.leaves])]
    return f"| `{job.name}` | {told} | {', '.join(written)} |"
