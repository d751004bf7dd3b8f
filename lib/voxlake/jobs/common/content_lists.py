"""Lists of content of a day of the past, as they were kept or as they would have been made then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from pyspark.sql import DataFrame

from voxlake.core.days import Days
from voxlake.core.errors import TooLittleDataError
from voxlake.recommend.content.choice import Choice, choose_numbers
from voxlake.recommend.content.fit import describe, factor_rows, item_factors
from voxlake.recommend.content.recommend import InUse, Known, recommended
from voxlake.recommend.content.settings import ContentSettings
from voxlake.recommend.evaluation.settings import EvaluationSettings
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import CONTENT_RECOMMENDATIONS, POSTS, TEXT_MEANINGS, Table


def cut_of(ctx: Context, table: Table, settings: EvaluationSettings) -> tuple[date, bool]:
    """The last day that lists may be made of, and whether a table has lists of it.

    It is the last day with lists that lies `holdout_days` before the day of the run, or earlier by
    `max_age_days` at most; where there is none, the day that many days before.
    """
    last = ctx.as_of - timedelta(days=settings.holdout_days)
    kept = ctx.lake.in_force(table, Days.of([last]))
    if len(kept) and (last - kept.last).days <= settings.max_age_days:
        return kept.last, True
    return last, False


@contextmanager
def content_lists(
    ctx: Context, known: Known, settings: EvaluationSettings, *, is_kept: bool
) -> Iterator[DataFrame]:
    """Rows of `content_recommendations` of the day of a context, for use in the block.

    Where the table has none, numbers are chosen by the last days before that day, and factors are
    fitted to those days, as `fit_content_model` would have done: nothing of what came later is in
    them. Where it would have put no model to use, lists are of what is popular.

    Args:
        ctx: With the cut as its day.
        known: What was known then.
        settings: How far down lists are looked at.
        is_kept: Whether the table has the lists.
    """
    if is_kept:
        yield ctx.lake.read(CONTENT_RECOMMENDATIONS, ctx.days)
        return
    top = min(settings.content.pool, settings.longest)
    asked = settings.content.model_copy(update={"top": top})
    with _in_use(ctx, known, settings) as in_use, recommended(known, in_use, asked) as rows:
        yield rows


@contextmanager
def _in_use(ctx: Context, known: Known, settings: EvaluationSettings) -> Iterator[InUse | None]:
    content, version = settings.content, f"until {ctx.as_of}"
    choice = _choice(ctx, known, content)
    if choice is None or not choice.gain.is_sure:
        yield None
        return
    posts, meanings = (
        ctx.lake.history(table, ctx.as_of, content.window_days) for table in (POSTS, TEXT_MEANINGS)
    )
    found, mean = item_factors(known.actions, ctx.as_of, choice.numbers, content)
    with persisted(found) as factors:
        fitted = describe(factors, posts, meanings, choice.numbers, content, mean=mean)
        yield InUse(fitted.model, version, factor_rows(factors, version), meanings)


def _choice(ctx: Context, known: Known, settings: ContentSettings) -> Choice | None:
    try:
        return choose_numbers(known.actions, ctx.as_of, settings)
    except TooLittleDataError:
        return None
