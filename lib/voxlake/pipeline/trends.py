"""Jobs that say what is talked about more than usual."""

from voxlake.pipeline.job import Job

TREND_JOBS: tuple[Job, ...] = ()
