"""Fit what channels brought week by week, into `mix_channels` and its neighbours."""

from __future__ import annotations

import pandas as pd
from pyspark.sql import functions as F

from voxlake.core.errors import TooLittleDataError
from voxlake.jobs.common.returns import lines_told, other_currencies, replace_rows, spend_told
from voxlake.marketing.returns.mix.told import Mix, channel_rows, contribution_rows, curve_rows
from voxlake.marketing.returns.mix.weekly import (
    first_day,
    units_of,
    weekly_posts,
    weekly_revenue,
    weekly_spend,
)
from voxlake.marketing.returns.mix.weeks import data_of
from voxlake.marketing.returns.settings import MixSettings
from voxlake.run.context import Context
from voxlake.spark.bounded import pandas_at_most
from voxlake.tables import MIX_CHANNELS, MIX_CONTRIBUTIONS, MIX_CURVES, POSTS
from voxlake.tables.columns import ALL

_WHAT, _REMEDY = "weekly sums", "Look at channel and country of the source, or raise mix.max_rows."


def run(ctx: Context, settings: MixSettings) -> None:
    """Fit all countries together, and each that has enough weeks where that is asked.

    Raises:
        TooLittleDataError: there are too few weeks of all countries together.
    """
    paid, came, posted = _sums(ctx, settings)
    mixes = []
    for country in sorted(set(paid["country"]) | {ALL}, key=lambda name: (name != ALL, name)):
        try:
            data = data_of(
                pd.concat([paid[paid["country"] == country], posted]),
                came[came["country"] == country],
                units_of(settings),
                ctx.as_of,
                settings,
                country=country,
                currency=str(came["currency"].iloc[0]) if len(came) else "unknown",
            )
            mixes.append(Mix.of(data, settings))
        except TooLittleDataError as error:
            if country == ALL:
                raise
            ctx.note(**{f"no_fit_{country}": str(error)})
    for table, told in (
        (MIX_CHANNELS, channel_rows),
        (MIX_CONTRIBUTIONS, contribution_rows),
        (MIX_CURVES, curve_rows),
    ):
        replace_rows(ctx, [row for mix in mixes for row in told(mix, ctx.as_of)], table)
    ctx.note(fits=len(mixes), saturation=mixes[0].choice.saturation)


def _sums(ctx: Context, settings: MixSettings) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Weekly sums of spend, revenue and posts, money in one currency."""
    lines, currency = lines_told(ctx)
    since = F.lit(first_day(ctx.as_of, settings))
    spend = spend_told(ctx, currency, settings.orders).where(F.col("spend_date") >= since)
    other_currencies(ctx, spend, currency)
    paid = weekly_spend(spend.where(F.col("currency") == F.lit(currency)), settings)
    came = weekly_revenue(lines.where(F.col("purchase_date") >= since), settings)
    posts = ctx.lake.history(POSTS, ctx.as_of).where(F.col("post_date") >= since)
    posted = weekly_posts(posts, settings)
    most = settings.max_rows
    frames = [pandas_at_most(each, most, _WHAT, _REMEDY) for each in (paid, came)]
    told = None if posted is None else pandas_at_most(posted, most, _WHAT, _REMEDY)
    return frames[0], frames[1], pd.DataFrame() if told is None else told
