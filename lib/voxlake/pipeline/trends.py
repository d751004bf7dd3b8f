"""Jobs that say what is talked about more than usual."""

from voxlake.pipeline.job import Job, Section
from voxlake.pipeline.topics import TOPIC_SECTION
from voxlake.tables import (
    EVERYTHING,
    NEAR_DUPLICATES,
    POST_LANGUAGE,
    POST_SENTIMENT,
    POST_TOPICS,
    POSTS,
    TERM_DAYS,
    TERM_TRENDS,
    TOP_POSTS,
    TOPIC_BURSTS,
    TOPIC_NAMES,
    TOPIC_TERMS,
    TOPIC_TRENDS,
    TOPICS,
    USER_SEGMENTS,
    Read,
)
from voxlake.trends.settings import TrendSettings

_TRENDS = Section("trends", TrendSettings, takes={"topics": TOPIC_SECTION})
_OWN = (Read(POSTS), Read(POST_LANGUAGE), Read(NEAR_DUPLICATES))
"""What tells what people write themselves, copies once."""


def _by_topic(lookback_days: int | str) -> tuple[Read, ...]:
    """What tells posts with topics, languages and segments."""
    of_days = (POSTS, POST_LANGUAGE, POST_TOPICS, NEAR_DUPLICATES)
    return (
        *(Read(table, lookback_days) for table in of_days),
        Read(TOPIC_NAMES, EVERYTHING),
        Read(USER_SEGMENTS, EVERYTHING),
    )


TREND_JOBS: tuple[Job, ...] = (
    Job(
        "build_topic_trends",
        "Counts posts by topic, day, segment and language, and says how many are usual.",
        section=_TRENDS,
        reads=(
            *_by_topic(0),
            Read(POST_SENTIMENT),
            Read(TOPICS, EVERYTHING),
            Read(TOPIC_TRENDS, "lookback_days"),
        ),
        writes=(TOPIC_TRENDS,),
        needs=POSTS,
    ),
    Job(
        "find_bursts",
        "Finds bursts of topics: since when, how long, and the posts behind them.",
        section=_TRENDS,
        reads=(*_by_topic("lookback_days"), Read(TOPIC_TRENDS, "lookback_days")),
        writes=(TOPIC_BURSTS,),
        needs=POSTS,
    ),
    Job(
        "build_top_posts",
        "Ranks posts by engagement, and against what their authors usually get by their age.",
        section=_TRENDS,
        reads=(Read(POSTS, "author_days"), *_by_topic("top_days")[1:]),
        writes=(TOP_POSTS,),
        needs=POSTS,
    ),
    Job(
        "count_terms",
        "Counts who says which words, and which words stand together, day by day.",
        section=_TRENDS,
        reads=_OWN,
        writes=(TERM_DAYS,),
        needs=POSTS,
    ),
    Job(
        "build_term_trends",
        "Finds words, phrases and hashtags that rise and lead no topic.",
        section=_TRENDS,
        reads=(
            *_OWN,
            Read(TERM_DAYS, "term_days"),
            Read(TOPIC_TERMS, EVERYTHING),
        ),
        writes=(TERM_TRENDS,),
        uses=("topics",),
        needs=POSTS,
    ),
)
