"""Add up what campaigns cost and brought, into `campaign_results`."""

from __future__ import annotations

from voxlake.core.days import Days
from voxlake.jobs.common.returns import campaigns_told, lines_told, replace_rows, spend_told
from voxlake.marketing.returns.campaigns.facts import Told, facts
from voxlake.marketing.returns.campaigns.results import result_rows
from voxlake.marketing.returns.money import lines_by_campaign
from voxlake.marketing.returns.settings import ReturnSettings
from voxlake.run.context import Context
from voxlake.spark.bounded import collect_at_most
from voxlake.spark.persisted import persisted
from voxlake.tables import CAMPAIGN_RESULTS, EVENTS, ORDERS, POSTS, USER_SEGMENTS, USER_VALUE

_REMEDY = "Set returns.by_segment to false, name fewer returns.windows, or raise returns.max_rows."


def run(ctx: Context, settings: ReturnSettings) -> None:
    """One snapshot, of the last of the days, from everything up to it."""
    day = Days.of([ctx.as_of])
    lines, currency = lines_told(ctx)
    orders = ctx.lake.history(ORDERS, ctx.as_of)
    with persisted(lines_by_campaign(lines, orders)) as told_lines:
        told = Told(
            spend_told(ctx, currency, settings.orders),
            ctx.lake.history(POSTS, ctx.as_of),
            ctx.lake.history(EVENTS, ctx.as_of),
            told_lines,
            ctx.lake.read(USER_VALUE, day),
            ctx.lake.read(USER_SEGMENTS, day),
            currency,
        )
        added = facts(told, ctx.as_of, settings)
        sums = collect_at_most(added, settings.max_rows, "sums of campaigns", _REMEDY)
    campaigns = campaigns_told(ctx, settings.max_rows)
    sums_told = [row.asDict() for row in sums]
    rows = result_rows(sums_told, campaigns, currency, ctx.as_of, settings)
    replace_rows(ctx, rows, CAMPAIGN_RESULTS)
    ctx.note(campaigns=len(campaigns))
