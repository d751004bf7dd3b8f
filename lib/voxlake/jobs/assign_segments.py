"""Say which segment each user is in, into `user_segments` and `segment_profiles`."""

from __future__ import annotations

from pyspark.sql import functions as F

from voxlake.days import Days
from voxlake.job import Context
from voxlake.people.profiles import describe_segments
from voxlake.people.segments import assign_segments, is_enough, segment_count
from voxlake.people.settings import SegmentSettings
from voxlake.tables import SEGMENT_PROFILES, TOPICS, USER_FEATURES, USER_SEGMENTS


def run(ctx: Context, settings: SegmentSettings) -> None:
    """Assign the users of the day with the champion; where none could be fitted, nobody."""
    day = Days.of([ctx.as_of])
    features = ctx.lake.read(USER_FEATURES, day)
    if not ctx.models.has_champion("segments") and not is_enough(features, settings):
        for table in (USER_SEGMENTS, SEGMENT_PROFILES):
            ctx.lake.replace(ctx.spark.createDataFrame([], table.schema), table, day)
        ctx.note(skipped=f"fewer than {settings.min_users} users on {ctx.as_of}")
        return
    champion = ctx.models.champion("segments")
    assigned = assign_segments(features, champion.model, champion.version)
    ctx.lake.replace(assigned, USER_SEGMENTS, day)
    profiles = describe_segments(
        features,
        ctx.lake.read(USER_SEGMENTS, day),
        k=segment_count(champion.model),
        topic_titles=_topic_titles(ctx),
        as_of=ctx.as_of,
        model_version=champion.version,
    )
    ctx.lake.replace(profiles, SEGMENT_PROFILES, day)


def _topic_titles(ctx: Context) -> dict[int, str]:
    """Titles of the topics in use, by id."""
    version = ctx.models.version("topics")
    titles = ctx.lake.read(TOPICS).where(F.col("model_version") == F.lit(version))
    return {row.topic_id: row.title for row in titles.select("topic_id", "title").collect()}
