"""Score what each buyer was and will be worth, into `user_value` and sums."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.people.value.buyers import currency_of, summarise_buyers, with_rfm_scores
from voxlake.people.value.model import count_repeat_buyers
from voxlake.people.value.odd import find_odd, odd_in_words
from voxlake.people.value.scores import horizon_rows, outlooks, score_value, with_prospects
from voxlake.people.value.settings import ValueSettings
from voxlake.people.value.totals import value_by_segment, value_totals
from voxlake.people.value.value_model import ValueModel, require_fitting
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import (
    PURCHASE_LINES,
    SEGMENT_VALUE,
    USER_SEGMENTS,
    USER_VALUE,
    USER_VALUE_HORIZONS,
    USERS,
    VALUE_TOTALS,
)


def run(ctx: Context, settings: ValueSettings) -> None:
    """Score the buyers of all purchases up to the day, then add up by groups of them."""
    day = Days.of([ctx.as_of])
    until = settings.observed(ctx.as_of)
    lines = ctx.lake.history(PURCHASE_LINES, until)
    summed_up = summarise_buyers(lines, as_of=until, unit_days=settings.unit_days)
    with persisted(summed_up) as buyers:
        currency = currency_of(lines)
        model, version = _champion(ctx, buyers, currency, settings)
        odd = find_odd(buyers, settings)
        if odd:
            ctx.note(odd_amounts=f"{odd_in_words(odd, currency)}; value_totals has sums without")
        segments = ctx.lake.read(USER_SEGMENTS, day)
        with persisted(outlooks(buyers, model, settings)) as ahead:
            main = ahead.where(F.col("horizon_days") == settings.horizon_days)
            scored = score_value(
                with_prospects(with_rfm_scores(buyers, ctx.as_of), main, model, settings),
                ctx.lake.read(USERS),
                version=version,
                as_of=ctx.as_of,
                settings=settings,
            )
            ctx.lake.replace(scored, USER_VALUE, day)
            prospects = with_prospects(buyers, ahead, model, settings)
            known = prospects.where(F.col("horizon_days").isNotNull())
            by_horizon = horizon_rows(known, version=version, as_of=ctx.as_of)
            ctx.lake.replace(by_horizon, USER_VALUE_HORIZONS, day)
            totals = value_totals(
                known,
                segments,
                model=model,
                version=version,
                as_of=ctx.as_of,
                settings=settings,
                odd=odd,
            )
            ctx.lake.replace(totals, VALUE_TOTALS, day)
    values = value_by_segment(ctx.lake.read(USER_VALUE, day), segments)
    ctx.lake.replace(values, SEGMENT_VALUE, day)


def _champion(
    ctx: Context, buyers: DataFrame, currency: str | None, settings: ValueSettings
) -> tuple[ValueModel | None, str | None]:
    """The model in use and its version; neither where there are too few buyers for a fit."""
    is_enough = count_repeat_buyers(buyers) >= settings.min_repeat_buyers
    if not is_enough and not ctx.models.has_champion("value"):
        return None, None
    champion = ctx.models.champion("value")
    model = require_fitting(ValueModel.of(champion.model), currency, settings)
    return model, champion.version
