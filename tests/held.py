"""Holds every job that a test runs to what it declares, as a strict runner does."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from pydantic import BaseModel

from voxlake.lake.lake import Lake
from voxlake.pipeline import JOBS, Job
from voxlake.run.context import Context
from voxlake.run.declared import UndeclaredError, undeclared


@contextmanager
def jobs_held() -> Iterator[None]:
    """Within the block `voxlake.jobs.<name>.run` fails where it does what is not declared."""
    modules = {job: importlib.import_module(f"voxlake.jobs.{job.name}") for job in JOBS}
    runs = {job: module.run for job, module in modules.items()}
    for job, module in modules.items():
        module.run = held(job, runs[job])
    yield
    for job, module in modules.items():
        module.run = runs[job]


def held(job: Job, run: Callable[[Context, Any], None]) -> Callable[[Context, Any], None]:
    """The job's `run`, which records what it does, as the runner would, and looks at it after."""

    @functools.wraps(run)
    def of_declared(ctx: Context, settings: BaseModel) -> None:
        is_fake = not isinstance(ctx.lake, Lake)
        if is_fake or ctx.lake._record is not None:  # of a runner, who looks
            run(ctx, settings)
            return
        recording = getattr(ctx.models, "recording", lambda: nullcontext(set()))  # not of fakes
        with ctx.lake.recording() as record, recording() as opened:
            run(ctx, settings)
        if faults := undeclared(job, settings, ctx.days, record, opened):
            raise UndeclaredError(" ".join(faults))

    return of_declared
