"""Say how often recommendations are clicked on, into `recommendation_clicks`."""

from __future__ import annotations

from voxlake.core.days import Days
from voxlake.recommend.evaluation.clicks import add_up_clicks, click_rows, things_of
from voxlake.recommend.evaluation.settings import ClickSettings
from voxlake.run.context import Context
from voxlake.spark.frames import frame_of
from voxlake.tables import RECOMMENDATION_CLICKS, RECOMMENDATION_EVENTS


def run(ctx: Context, settings: ClickSettings) -> None:
    """Join clicks to what was shown, add them up by groups of users, and weigh them."""
    events = ctx.lake.history(RECOMMENDATION_EVENTS, ctx.as_of, settings.window_days)
    sums = add_up_clicks(things_of(events), settings).toPandas()
    rows = frame_of(ctx.spark, click_rows(sums, ctx.as_of, settings), RECOMMENDATION_CLICKS.schema)
    ctx.lake.replace(rows, RECOMMENDATION_CLICKS, Days.of([ctx.as_of]))
    of_all = sums[sums["place"] == 0]
    counts = {name: int(of_all[name].sum()) for name in ("shown", "clicked", "unknown")}
    ctx.note(**counts)
