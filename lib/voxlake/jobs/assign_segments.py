"""Say which segment each user is in, and who moved, into `user_segments`, `segment_moves`."""

from __future__ import annotations

from datetime import timedelta

from pyspark.sql import functions as F

from voxlake.days import Days
from voxlake.job import Context
from voxlake.people.segments.model import SegmentModel, assign_segments
from voxlake.people.segments.moves import find_moves
from voxlake.people.segments.settings import SegmentSettings
from voxlake.tables import SEGMENT_MOVES, USER_FEATURES, USER_SEGMENTS


def run(ctx: Context, _settings: SegmentSettings) -> None:
    """Assign the users of the day with the champion, and compare with the snapshot before."""
    day = Days.of([ctx.as_of])
    features = ctx.lake.read(USER_FEATURES, day)
    champion = ctx.models.champion("segments")
    model = SegmentModel.of(champion.model)
    ctx.lake.replace(assign_segments(features, model, champion.version), USER_SEGMENTS, day)
    before = ctx.lake.history(USER_SEGMENTS, ctx.as_of - timedelta(days=1))
    latest = before.agg(F.max("as_of_date")).collect()[0][0]
    earlier = before.where(F.col("as_of_date") == F.lit(latest))
    moves = find_moves(ctx.lake.read(USER_SEGMENTS, day), earlier)
    ctx.lake.replace(moves, SEGMENT_MOVES, day)
