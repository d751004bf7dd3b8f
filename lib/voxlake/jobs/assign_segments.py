"""Say which segment each user is in, and who moved, into `user_segments`, `segment_moves`."""

from __future__ import annotations

from datetime import timedelta

from voxlake.core.days import Days
from voxlake.people.segments.model import SegmentModel, assign_segments
from voxlake.people.segments.moves import find_moves
from voxlake.people.segments.settings import SegmentSettings
from voxlake.run.context import Context
from voxlake.tables import SEGMENT_MOVES, USER_FEATURES, USER_SEGMENTS


def run(ctx: Context, _settings: SegmentSettings) -> None:
    """Assign the users of the day with the champion, and compare with the snapshot before."""
    day = Days.of([ctx.as_of])
    features = ctx.lake.read(USER_FEATURES, day)
    champion = ctx.models.champion("segments")
    model = SegmentModel.of(champion.model)
    ctx.lake.replace(assign_segments(features, model, champion.version), USER_SEGMENTS, day)
    before = ctx.lake.in_force(USER_SEGMENTS, Days.of([ctx.as_of - timedelta(days=1)]))
    moves = find_moves(ctx.lake.read(USER_SEGMENTS, day), ctx.lake.read(USER_SEGMENTS, before))
    ctx.lake.replace(moves, SEGMENT_MOVES, day)
