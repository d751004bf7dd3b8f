"""Search over the tables of a lake: what the job and notebooks do alike."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import DataFrame

from voxlake.language.language_id import with_language
from voxlake.pipeline import MEANING
from voxlake.run.context import Context
from voxlake.search.queries import read_queries
from voxlake.search.search import kept_posts, search_posts
from voxlake.search.settings import SearchSettings
from voxlake.tables import NEAR_DUPLICATES, POST_LANGUAGE, POST_TOPICS, POSTS, TEXT_MEANINGS, Table
from voxlake.text.duplicates.counting import counted_once


def find_posts(
    ctx: Context, queries: str | Sequence[str], settings: SearchSettings | None = None
) -> DataFrame:
    """The posts nearest to words or sentences, among those up to `ctx.as_of`.

    Args:
        ctx: The lake and its models; `run.launch.context_in` gives a notebook one.
        queries: What to look for; one text is one query.
        settings: How many posts, of which days, and which; `queries` in it is not read.

    Returns:
        query, rank, post_id, post_date, similarity, as `search_results` has them.

    Raises:
        ConfigError: a query has no word or number, or is too long.
    """
    asked = settings or SearchSettings()

    def days_of(table: Table) -> DataFrame:
        return ctx.lake.history(table, ctx.as_of, asked.window_days)

    encoder = ctx.models.encoder(MEANING)
    texts = [queries] if isinstance(queries, str) else queries
    read = read_queries(ctx.spark, texts, encoder, asked.languages)
    posts = with_language(days_of(POSTS), days_of(POST_LANGUAGE))
    kept = kept_posts(posts, days_of(POST_TOPICS), asked.filters)
    if asked.copies == "once":
        kept = counted_once(kept, days_of(NEAR_DUPLICATES), per=())
    return search_posts(
        kept,
        days_of(TEXT_MEANINGS),
        read,
        encoder_version=encoder.version,
        top=asked.top,
        least_similarity=asked.filters.least_similarity,
    )
