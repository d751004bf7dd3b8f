"""Score what each buyer was and will be worth, into `user_value` and `segment_value`."""

from __future__ import annotations

from voxlake.days import Days
from voxlake.job import Context
from voxlake.people.value.buyers import currency_of, summarise_buyers
from voxlake.people.value.model import ValueModel, count_repeat_buyers, require_fitting
from voxlake.people.value.scores import score_value, value_by_segment
from voxlake.people.value.settings import ValueSettings
from voxlake.tables import PURCHASE_LINES, SEGMENT_VALUE, USER_SEGMENTS, USER_VALUE, USERS


def run(ctx: Context, settings: ValueSettings) -> None:
    """Score the buyers of all purchases up to the day, then add up by segment and country."""
    day = Days.of([ctx.as_of])
    until = settings.observed(ctx.as_of)
    lines = ctx.lake.history(PURCHASE_LINES, until)
    buyers = summarise_buyers(lines, as_of=until, unit_days=settings.unit_days).persist()
    model, version = None, None
    if count_repeat_buyers(buyers) >= settings.min_repeat_buyers or ctx.models.has_champion(
        "value"
    ):
        champion = ctx.models.champion("value")
        version = champion.version
        model = require_fitting(ValueModel.of(champion.model), currency_of(lines), settings)
    scored = score_value(
        buyers,
        ctx.lake.read(USERS),
        model=model,
        version=version,
        as_of=ctx.as_of,
        settings=settings,
    )
    ctx.lake.replace(scored, USER_VALUE, day)
    buyers.unpersist()
    values = value_by_segment(ctx.lake.read(USER_VALUE, day), ctx.lake.read(USER_SEGMENTS, day))
    ctx.lake.replace(values, SEGMENT_VALUE, day)
