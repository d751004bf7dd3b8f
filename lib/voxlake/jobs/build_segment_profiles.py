"""Say what each segment is like, into `segment_profiles` and `segment_names`."""

from __future__ import annotations

from datetime import timedelta

from voxlake.core.days import Days
from voxlake.jobs.common.named_files import text_of
from voxlake.jobs.common.topic_titles import titles_now
from voxlake.people.segments import summaries
from voxlake.people.segments.model import SegmentModel
from voxlake.people.segments.naming import name_rows, read_names
from voxlake.people.segments.profiles import of_told_topics, profile_segments
from voxlake.people.segments.settings import SegmentSettings
from voxlake.run.context import Context
from voxlake.tables import (
    POSTS,
    SEGMENT_NAMES,
    SEGMENT_PROFILES,
    USER_FEATURES,
    USER_MOOD,
    USER_SEGMENTS,
    USER_VALUE,
)


def run(ctx: Context, settings: SegmentSettings) -> None:
    """Name the champion's segments, and put together what is known of them on the day."""
    today = Days.of([ctx.as_of])
    champion = ctx.models.champion("segments")
    model = SegmentModel.of(champion.model)
    names = name_rows(model.names, _edited(settings.names_file), champion.version)
    ctx.lake.merge_values(names, SEGMENT_NAMES)
    assigned = ctx.lake.read(USER_SEGMENTS, today)
    day = summaries.Day(
        as_of=ctx.as_of,
        assigned=assigned,
        model=model,
        version=champion.version,
        names={segment: name for segment, name, *_ in names},
        topic_titles=titles_now(ctx),
        zone=ctx.lake.time_zone,
    )
    features = ctx.lake.read(USER_FEATURES, today)
    profiles = profile_segments(features, assigned, model.ids, model.categories)
    posts = ctx.lake.history(POSTS, ctx.as_of, settings.profile_days)
    long_ago = ctx.as_of - timedelta(days=settings.profile_days)
    facts = [
        summaries.earlier_sizes(ctx.lake.read(SEGMENT_PROFILES), long_ago),
        summaries.values(assigned, ctx.lake.read(USER_VALUE, today)),
        summaries.moods(assigned, ctx.lake.read(USER_MOOD, today)),
        summaries.active_hours(assigned, posts, day.zone),
        summaries.examples(assigned, settings.examples),
    ]
    rows = summaries.profile_rows(day, of_told_topics(profiles, day.topic_titles), facts)
    ordered = [tuple(row.get(name) for name in SEGMENT_PROFILES.column_names) for row in rows]
    ctx.lake.replace(
        ctx.spark.createDataFrame(ordered, SEGMENT_PROFILES.schema), SEGMENT_PROFILES, today
    )


def _edited(path: str | None) -> dict[int, str]:
    """The names that people gave segments, where a file has them.

    Raises:
        InputError: there is no such file.
    """
    if path is None:
        return {}
    return read_names(text_of(path, "segments.names_file"), path)
