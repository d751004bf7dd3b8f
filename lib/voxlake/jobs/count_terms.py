"""Count who says which words, and which words stand together, into `term_days`."""

from __future__ import annotations

from voxlake.jobs.common.trends import own_posts
from voxlake.run.context import Context
from voxlake.tables import TERM_DAYS
from voxlake.topics.words.phrases import with_grams
from voxlake.trends.settings import TrendSettings
from voxlake.trends.term_days import term_days


def run(ctx: Context, settings: TrendSettings) -> None:
    """Count the days' words; what rises is told from the counts of many days."""
    texts = with_grams(own_posts(ctx, ctx.days, settings), settings.topics)
    ctx.lake.replace(term_days(texts, settings.kept_terms), TERM_DAYS, ctx.days)
