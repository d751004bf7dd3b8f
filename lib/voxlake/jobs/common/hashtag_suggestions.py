"""Suggests hashtags for texts from the tables of a lake: for notebooks and services."""

from __future__ import annotations

from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.language.settings import LanguageSettings
from voxlake.pipeline import MEANING
from voxlake.recommend.hashtags.index import HashtagIndex
from voxlake.recommend.hashtags.settings import SuggestSettings
from voxlake.recommend.hashtags.suggest import Suggestion, suggest, without_hashtags
from voxlake.run.context import Context
from voxlake.search.queries import read_queries
from voxlake.spark.bounded import pandas_at_most
from voxlake.tables import HASHTAG_PAIRS, HASHTAG_TEXTS, HASHTAGS, TEXT_MEANINGS

_MOST_HASHTAGS, _MOST_PAIRS, _MOST_TEXTS = 50_000, 5_000_000, 100_000
_REMEDY = "See hashtags.max_hashtags, hashtags.pairs and hashtags.max_texts."
_MOST_CHARACTERS = 2_000


def hashtag_index(ctx: Context) -> HashtagIndex:
    """What the tables in force on `ctx.as_of` know of hashtags, in memory; load it once."""
    day = ctx.lake.in_force(HASHTAGS, Days.of([ctx.as_of]))
    version = ctx.models.encoder(MEANING).version
    meanings = ctx.lake.history(TEXT_MEANINGS, ctx.as_of).where(F.col("encoder_version") == version)
    texts = (
        ctx.lake.read(HASHTAG_TEXTS, day)
        .join(meanings, on=["post_date", "text_hash"], how="inner")
        .select("post_id", "hashtags", "vector")
    )
    return HashtagIndex.of(
        pandas_at_most(ctx.lake.read(HASHTAGS, day), _MOST_HASHTAGS, "hashtags", _REMEDY),
        pandas_at_most(ctx.lake.read(HASHTAG_PAIRS, day), _MOST_PAIRS, "pairs", _REMEDY),
        pandas_at_most(texts, _MOST_TEXTS, "texts with hashtags", _REMEDY),
        version,
    )


def suggest_hashtags(
    ctx: Context,
    text: str,
    index: HashtagIndex | None = None,
    settings: SuggestSettings | None = None,
) -> list[Suggestion]:
    """The hashtags that go best with a text, none that it has already; the best first.

    Args:
        ctx: The lake and its models; `run.launch.context_in` gives a notebook one.
        text: What is written.
        index: What `hashtag_index` gives, where several texts are asked about; else it is loaded.
        settings: How many, and what counts how much.
    """
    known = index or hashtag_index(ctx)
    return suggest(text, known, settings or SuggestSettings(), _vector(ctx, text))


def _vector(ctx: Context, text: str) -> tuple[float, ...] | None:
    """The vector of a text without its hashtags; None where nothing is left to encode."""
    words = without_hashtags(text)[:_MOST_CHARACTERS]
    if not any(character.isalnum() for character in words):
        return None
    (query,) = read_queries(ctx.spark, [words], ctx.models.encoder(MEANING), LanguageSettings())
    return query.vector
