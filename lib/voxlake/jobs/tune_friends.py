"""Choose the weights of friends of friends by the lake's own follows."""

from __future__ import annotations

from voxlake.core.errors import TooLittleDataError
from voxlake.jobs.common.friends import people_on, with_tuned_weights
from voxlake.recommend.friends.graph.tuning import better_weights, hold_out
from voxlake.recommend.friends.people import offered
from voxlake.recommend.friends.settings import FriendSettings
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import FOLLOWS, USER_FEATURES


def run(ctx: Context, settings: FriendSettings) -> None:
    """Hold follows out, and put to use weights that find more of them again beyond noise."""
    graph = with_tuned_weights(ctx.models, settings).graph
    inputs = {table.view: ctx.lake.version(table) for table in (FOLLOWS, USER_FEATURES)}
    with (
        ctx.models.fit("friends", settings, inputs) as fit,
        persisted(people_on(ctx, settings)) as people,
    ):
        follows = ctx.lake.read(FOLLOWS)
        held = hold_out(follows, people, offered(people), graph, settings.tuning)
        if not held.follows:
            raise TooLittleDataError(
                "tune_friends has no follows to hold out: too few users follow others. Leave the "
                "weights of recommend_friends.graph as they are."
            )
        weights, gain = better_weights(held, graph.weights, settings.tuning, settings.most)
        figures = {
            f"recall_at_{settings.most}": held.recall(weights, settings.most),
            f"recall_at_{settings.most}_of_present": held.recall(graph.weights, settings.most),
            "held_out_follows": float(held.follows),
        }
        if gain:
            figures |= {"gain": gain.mean, "gain_low": gain.low}
        fit.metrics(figures, split="held_out")
        fit.days(ctx.as_of, ctx.as_of, split="follows")
        is_better = gain is not None and gain.is_sure
        if is_better:
            ctx.note(version=fit.register(weights.model_dump()))
            fit.promote()
    told = {name: round(value, 4) for name, value in figures.items()}
    ctx.note(promoted=is_better, **told)
