"""Say whom each user may like to meet and why, into `user_recommendations`."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.jobs.common.friends import barred_on, known_on, people_on, with_tuned_weights
from voxlake.recommend.friends.alike import opposite
from voxlake.recommend.friends.circles import circle_rows, made_by
from voxlake.recommend.friends.graph.candidates import candidates
from voxlake.recommend.friends.graph.changes import affected, states
from voxlake.recommend.friends.people import offered
from voxlake.recommend.friends.recommend import recommended
from voxlake.recommend.friends.settings import FriendSettings
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import FOLLOWS, FRIEND_CANDIDATES, USER_RECOMMENDATIONS


def run(ctx: Context, settings: FriendSettings) -> None:
    """Renew the friends of friends of those that changed; then write all kinds."""
    day = Days.of([ctx.as_of])
    settings = with_tuned_weights(ctx.models, settings)
    with persisted(people_on(ctx, settings)) as people:
        _renew(ctx, people, settings)
        known, version = known_on(ctx, people, settings), ctx.models.version("friends")
        with persisted(opposite(known, settings)) as by_mood:
            rows = recommended(known, ctx.as_of, settings, version=version, by_mood=by_mood)
            ctx.lake.replace(rows, USER_RECOMMENDATIONS, day)
    written = ctx.lake.read(USER_RECOMMENDATIONS, day)
    counts = written.groupBy("kind").agg(F.count("item").alias("items")).collect()
    ctx.note(**{row.kind: row["items"] for row in sorted(counts, key=lambda row: row.kind)})


def _renew(ctx: Context, people: DataFrame, settings: FriendSettings) -> None:
    """Write `friend_candidates` of the day: computed where a change reaches, else taken over."""
    graph, follows, barred = settings.graph, ctx.lake.read(FOLLOWS), barred_on(ctx)
    may_be_offered = offered(people)
    day = Days.of([ctx.as_of])
    earlier = ctx.lake.read(FRIEND_CANDIDATES, ctx.lake.in_force(FRIEND_CANDIDATES, day))
    before = earlier.where(F.col("made_by") == made_by(graph))
    with (
        persisted(states(follows, people, may_be_offered, barred)) as after,
        persisted(affected(follows, before, after, graph.degree_cap)) as users,
    ):
        some = None if before.isEmpty() else users
        fresh = candidates(follows, people, may_be_offered, graph, barred=barred, users=some)
        rows = circle_rows(
            before, after, fresh, users=users, people=people, as_of=ctx.as_of, settings=graph
        )
        ctx.lake.replace(rows, FRIEND_CANDIDATES, day)
        ctx.note(computed_again=users.count())
