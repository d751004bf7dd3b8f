"""Share out the money of future weeks by the mix model of the day, into `budget_plan`."""

from __future__ import annotations

from itertools import groupby

from voxlake.core.days import Days
from voxlake.core.errors import TooLittleDataError
from voxlake.jobs.common.returns import replace_rows
from voxlake.marketing.returns.mix.planned import plan_rows
from voxlake.marketing.returns.settings import MixSettings
from voxlake.run.context import Context
from voxlake.spark.bounded import collect_at_most
from voxlake.tables import BUDGET_PLAN, MIX_CHANNELS

_REMEDY = "Look at channel and country of the source, or raise mix.max_rows."


def run(ctx: Context, settings: MixSettings) -> None:
    """Plan the weeks after those that the fit saw.

    Raises:
        TooLittleDataError: there is no fit of the day.
    """
    told = ctx.lake.read(MIX_CHANNELS, Days.of([ctx.as_of]))
    found = collect_at_most(told, settings.max_rows, "channels of mix models", _REMEDY)
    if not found:
        raise TooLittleDataError(f"There is no mix model of {ctx.as_of}: run fit_mix for the day.")
    channels = sorted(
        (row.asDict() for row in found),
        key=lambda row: (row["country"], row["currency"], row["channel"]),
    )
    rows = [
        row
        for _, of_country in groupby(channels, key=lambda row: (row["country"], row["currency"]))
        for row in plan_rows([*of_country], ctx.as_of, settings)
    ]
    replace_rows(ctx, rows, BUDGET_PLAN)
    ctx.note(rows=len(rows))
