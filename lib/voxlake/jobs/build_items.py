"""Say which items go with which, into `similar_items` and `bought_together`."""

from __future__ import annotations

from voxlake.core.days import Days
from voxlake.jobs.common.content_actions import content_actions
from voxlake.recommend.items.settings import ItemSettings
from voxlake.recommend.items.similar import similar_items
from voxlake.recommend.items.together import basket_counts, baskets_of, bought_together
from voxlake.recommend.limits import limits_on, without_opted_out
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import BOUGHT_TOGETHER, ORDERS, SIMILAR_ITEMS, USER_LIMITS


def run(ctx: Context, settings: ItemSettings) -> None:
    """Look at the window up to the last of the days; the rows of that day are replaced."""
    day = Days.of([ctx.as_of])
    alike = similar_items(content_actions(ctx, settings.actions), ctx.as_of, settings)
    ctx.lake.replace(alike, SIMILAR_ITEMS, day)
    limits = limits_on(ctx.lake.read(USER_LIMITS), ctx.as_of)
    orders = ctx.lake.history(ORDERS, ctx.as_of, settings.window_days)
    kept = without_opted_out(orders, limits, "user_id")
    with persisted(baskets_of(kept, settings)) as baskets:
        counted, left_out = basket_counts(baskets, settings)
        rows = bought_together(baskets, counted, ctx.as_of, settings)
        ctx.lake.replace(rows, BOUGHT_TOGETHER, day)
    ctx.note(orders=counted, large_orders_left_out=left_out)
