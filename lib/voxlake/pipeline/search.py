"""Jobs that find posts."""

from voxlake.pipeline.job import MEANING, Job, Section
from voxlake.pipeline.language import KNOWING_MODELS
from voxlake.search.settings import SearchSettings
from voxlake.tables import (
    NEAR_DUPLICATES,
    POST_LANGUAGE,
    POST_TOPICS,
    POSTS,
    SEARCH_RESULTS,
    TEXT_MEANINGS,
    Read,
)

_READ = (POSTS, POST_LANGUAGE, TEXT_MEANINGS, POST_TOPICS, NEAR_DUPLICATES)

SEARCH_JOBS: tuple[Job, ...] = (
    Job(
        "search_posts",
        "Finds the posts that are nearest to words or sentences.",
        section=Section("search", SearchSettings, takes=KNOWING_MODELS),
        reads=tuple(Read(table, "window_days") for table in _READ),
        writes=(SEARCH_RESULTS,),
        uses=(MEANING,),
        needs=POSTS,
        on_request=True,
    ),
)
