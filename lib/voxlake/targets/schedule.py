"""Writes the jobs as JSON, for schedulers and whatever else goes by what a job needs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from voxlake.pipeline import Job
from voxlake.tables import Read


def schedule(jobs: Sequence[Job]) -> str:
    """The jobs in order, each with what it reads, writes, uses and comes after, as JSON.

    A lookback is days before the first of a job's days, with the settings at their defaults; null
    is all there is. `depends_on` names the jobs that write what it reads or fit what it uses.
    """
    return json.dumps({"jobs": [_told(job, jobs) for job in jobs]}, indent=1) + "\n"


def _told(job: Job, jobs: Sequence[Job]) -> dict[str, Any]:
    return {
        "name": job.name,
        "summary": job.summary,
        "section": job.section.name,
        "reads": [_read(read, job) for read in job.reads],
        "writes": [table.view for table in job.writes],
        "leaves": job.leaves or None,
        "fits": job.fits,
        "uses": list(job.uses),
        "needs": job.needs.view if job.needs else None,
        "or_needs": job.or_needs.view if job.or_needs else None,
        "on_request": job.on_request,
        "takes_as_of": job.takes_as_of,
        "of_all_days": job.of_all_days,
        "depends_on": [before.name for before in job.after(jobs)],
    }


def _read(read: Read, job: Job) -> dict[str, Any]:
    named = read.lookback_days if isinstance(read.lookback_days, str) else None
    return {
        "table": read.table.view,
        "lookback_days": read.lookback(job.section.settings()),
        "lookback_setting": named and f"{job.section.name}.{named}",
        "of_earlier_runs": read.of_earlier_runs,
    }
