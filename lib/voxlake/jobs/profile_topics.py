"""Say what each topic is called and like, into `topic_names` and `topic_profiles`."""

from __future__ import annotations

from voxlake.core.days import Days
from voxlake.core.errors import NoChampionError
from voxlake.jobs.common.named_files import text_of
from voxlake.run.context import Context
from voxlake.spark.frames import frame_of
from voxlake.spark.persisted import persisted
from voxlake.tables import (
    NEAR_DUPLICATES,
    POST_EMOTION,
    POST_SENTIMENT,
    POST_TOPICS,
    POSTS,
    TOPIC_NAMES,
    TOPIC_PROFILES,
    TOPICS,
)
from voxlake.topics.names import profiles
from voxlake.topics.names.edits import Edits, read_edits
from voxlake.topics.names.naming import KnownTopic, known_topics, name_rows
from voxlake.topics.settings import TopicSettings


def run(ctx: Context, settings: TopicSettings) -> None:
    """Name every topic that ever was, and put together what is known of those of the day."""
    version = ctx.models.version("topics")
    if version is None:
        raise NoChampionError("topics", "fit_topics")
    known = known_topics(ctx.lake.read(TOPICS), version)
    names = name_rows(known, _edits(settings.names_file, known))
    ctx.lake.merge_values(names, TOPIC_NAMES)
    day = profiles.Snapshot.of(ctx.as_of, version, names)
    assigned, posts, copies, sentiment, emotion = (
        ctx.lake.history(table, ctx.as_of, settings.profile_days)
        for table in (POST_TOPICS, POSTS, NEAR_DUPLICATES, POST_SENTIMENT, POST_EMOTION)
    )
    named = frame_of(ctx.spark, names, TOPIC_NAMES.schema)
    with persisted(profiles.shown_posts(assigned, posts, copies, named)) as shown:
        rows = profiles.profile_rows(
            day,
            [
                profiles.sizes(shown),
                profiles.feelings(shown, sentiment, emotion),
                profiles.examples(shown),
            ],
        )
    frame = frame_of(ctx.spark, rows, TOPIC_PROFILES.schema)
    ctx.lake.replace(frame, TOPIC_PROFILES, Days.of([ctx.as_of]))


def _edits(path: str | None, known: list[KnownTopic]) -> Edits:
    """What people say of topics, where a file has it.

    Raises:
        InputError: there is no such file, or it says what cannot be.
    """
    if path is None:
        return {}
    return read_edits(text_of(path, "topics.names_file"), path, {topic.topic_id for topic in known})
