"""Fit factors of posts and items to what users did, for `recommend_content`."""

from __future__ import annotations

from datetime import timedelta

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.errors import TooLittleDataError
from voxlake.jobs.common.content_actions import content_actions
from voxlake.recommend.content.als import Numbers
from voxlake.recommend.content.choice import Choice, choose_numbers
from voxlake.recommend.content.fit import describe, factor_rows, item_factors
from voxlake.recommend.content.model import ContentModel
from voxlake.recommend.content.settings import ContentSettings
from voxlake.run.context import Context
from voxlake.run.models import Fit
from voxlake.spark.persisted import persisted
from voxlake.tables import CONTENT_FACTORS, EVENTS, ORDERS, POSTS, TEXT_MEANINGS


def run(ctx: Context, settings: ContentSettings) -> None:
    """Choose by the last days, fit to the window, and put to use what beats what is popular."""
    inputs = {table.view: ctx.lake.version(table) for table in (EVENTS, POSTS, ORDERS)}
    with persisted(content_actions(ctx, settings)) as actions:
        choice = choose_numbers(actions, ctx.as_of, settings, _numbers_in_use(ctx, settings))
        ctx.note(validated=str(choice), promoted=choice.gain.is_sure)
        with ctx.models.fit("content", settings, inputs) as fit:
            first = ctx.as_of - timedelta(days=settings.window_days - 1)
            fit.days(first, ctx.as_of, split="actions")
            fit.metrics(choice.figures, split="later")
            header = ("rank", "regularisation", "alpha", choice.metric)
            fit.table(header, choice.table, "candidates")
            if choice.gain.is_sure:
                _fit(ctx, actions, choice, fit, settings)
            elif not ctx.models.has_champion("content"):
                raise TooLittleDataError(
                    "Factors foretell what users do later no better than what is popular does, "
                    f"beyond noise ({choice}); recommend_content shows what is popular."
                )


def _numbers_in_use(ctx: Context, settings: ContentSettings) -> Numbers | None:
    if not ctx.models.has_champion("content"):
        return None
    model = ContentModel.of(ctx.models.champion("content").model)
    is_alike = model.mode == settings.mode
    return Numbers(model.rank, -model.regularisation, model.alpha) if is_alike else None


def _fit(
    ctx: Context, actions: DataFrame, choice: Choice, fit: Fit, settings: ContentSettings
) -> None:
    """Register the model and write its factors; only then put it to use and drop older ones."""
    posts = ctx.lake.history(POSTS, ctx.as_of, settings.window_days)
    meanings = ctx.lake.history(TEXT_MEANINGS, ctx.as_of, settings.window_days)
    found, mean = item_factors(actions, ctx.as_of, choice.numbers, settings)
    with persisted(found) as factors:
        fitted = describe(factors, posts, meanings, choice.numbers, settings, mean=mean)
        if fitted.told is not None:
            fit.metrics({"factors_told_by_text": fitted.told}, split="held_out_posts")
        version = fit.register(fitted.model.numbers())
        ctx.lake.merge(factor_rows(factors, version), CONTENT_FACTORS)
        fit.promote()
    older = ctx.lake.read(CONTENT_FACTORS).where(F.col("model_version") != version)
    ctx.lake.remove(older.select(*CONTENT_FACTORS.keys), CONTENT_FACTORS)
    ctx.note(version=version)
