"""The job that learns of what was published."""

from voxlake.marketing.learnt.settings import LearntSettings
from voxlake.pipeline.job import Job, Section
from voxlake.pipeline.timing import TIMING_SECTION
from voxlake.tables import (
    CONTENT_LEARNT,
    CONTENT_REWARDS,
    DRAFTS,
    EVERYTHING,
    IMAGES,
    POSTS,
    PUBLICATIONS,
    USERS,
    Read,
)

LEARNT_JOBS: tuple[Job, ...] = (
    Job(
        "learn_content",
        "Says how published posts did by what they were made of, and rewards bandits for it.",
        section=Section("learnt", LearntSettings, takes={"timing": TIMING_SECTION}),
        reads=(
            # What went out in this run has no engagement yet.
            Read(PUBLICATIONS, EVERYTHING, of_earlier_runs=True),
            Read(DRAFTS, EVERYTHING, of_earlier_runs=True),
            Read(IMAGES, EVERYTHING, of_earlier_runs=True),
            Read(POSTS, "history_days"),
            Read(USERS, EVERYTHING),
        ),
        writes=(CONTENT_LEARNT, CONTENT_REWARDS),
        needs=PUBLICATIONS,
    ),
)
