"""Jobs that say whom posts are about."""

from voxlake.pipeline.job import Job

ENTITY_JOBS: tuple[Job, ...] = ()
