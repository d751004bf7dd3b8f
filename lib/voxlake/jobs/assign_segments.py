"""Say which segment each user is in, into `user_segments` and `segment_profiles`."""

from __future__ import annotations

from voxlake.days import Days
from voxlake.job import Context
from voxlake.people.segments.kmeans import assign_segments, segment_names
from voxlake.people.segments.profiles import describe_segments, read_titles
from voxlake.people.segments.settings import SegmentSettings
from voxlake.tables import SEGMENT_PROFILES, TOPICS, USER_FEATURES, USER_SEGMENTS


def run(ctx: Context, _settings: SegmentSettings) -> None:
    """Assign the users of the day with the champion."""
    day = Days.of([ctx.as_of])
    features = ctx.lake.read(USER_FEATURES, day)
    champion = ctx.models.champion("segments")
    assigned = assign_segments(features, champion.model, champion.version)
    ctx.lake.replace(assigned, USER_SEGMENTS, day)
    profiles = describe_segments(
        features,
        ctx.lake.read(USER_SEGMENTS, day),
        names=segment_names(champion.model, ctx.spark),
        topic_titles=read_titles(ctx.lake.read(TOPICS), ctx.models.version("topics")),
        as_of=ctx.as_of,
        model_version=champion.version,
    )
    ctx.lake.replace(profiles, SEGMENT_PROFILES, day)
