"""What a fit of topics begins with and keeps of the topics before it."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import StructType

from voxlake.language.encoder.embeddings import encode
from voxlake.pipeline import MEANING
from voxlake.run.context import Context
from voxlake.run.models import Champion
from voxlake.spark.frames import frame_of
from voxlake.tables import TOPICS
from voxlake.text.wording import encoder_text
from voxlake.topics.assign import assign_topics
from voxlake.topics.fit.arrays import Matrix, unit_rows
from voxlake.topics.model import TopicModel
from voxlake.topics.names.guides import Start, seeds_of, start_of
from voxlake.topics.names.matching import count_pairs
from voxlake.topics.names.naming import known_topics
from voxlake.topics.names.refit import Earlier, LastingIds, lasting_ids
from voxlake.topics.settings import TopicSettings
from voxlake.topics.texts import Sample, one_post_a_text
from voxlake.topics.topics import FittedTopics
from voxlake.topics.words.terms import TERMS, with_terms

_log = logging.getLogger(__name__)
_WRITTEN = StructType().add("text", "string").add("language", "string")
_TEXT = StructType().add("text_hash", "string").add("text", "string")


def start_of_guides(ctx: Context, sample: Sample, settings: TopicSettings) -> Start:
    """The texts of a sample that each guide of the config begins with; warns of those without."""
    if not settings.guides:
        return Start()
    terms = _terms(ctx, settings)

    def encoded(texts: Sequence[str]) -> Matrix:
        return _vectors(ctx, texts)

    has_vectors = sample.vectors is not None
    seeds = seeds_of(settings.guides, lambda *read: terms[read], encoded if has_vectors else None)
    start = start_of(seeds, sample.terms, sample.vectors)
    if start.lost:
        _log.warning("no text speaks for topics.guides: %s", ", ".join(start.lost))
        ctx.note(guides_without_texts=", ".join(start.lost))
    return start


def ids_that_last(
    ctx: Context,
    read: tuple[DataFrame, DataFrame],
    fitted: FittedTopics,
    start: Start,
    settings: TopicSettings,
) -> LastingIds:
    """The ids of a fit's topics, by those of the model in use for the same posts.

    Args:
        ctx: The job's.
        read: Posts of the fit, and rows of `text_meanings` of their days.
        fitted: The fit.
        start: What its guides began with.
        settings: How much topics must share.
    """
    if not fitted.topics[0].is_guided:  # the texts that guides speak of are too few for topics
        start = Start(lost=(*start.names, *start.lost))
    earlier = None
    if ctx.models.has_champion("topics"):
        champion = ctx.models.champion("topics")
        known = known_topics(ctx.lake.read(TOPICS), champion.version)
        pairs = _pairs(champion, fitted.model, read, settings)
        earlier = Earlier(champion.version, known, pairs)
    return lasting_ids(len(fitted.topics), start, earlier, settings.match_overlap)


def _pairs(
    champion: Champion,
    refit: TopicModel,
    read: tuple[DataFrame, DataFrame],
    settings: TopicSettings,
) -> dict[tuple[int, int], int]:
    """Texts by topic of the champion and of the refit."""
    model = TopicModel.of(champion.model)
    posts, meanings = read
    texts = one_post_a_text(posts, settings.sample_texts)
    before, now = (
        assign_topics(texts, meanings, one, champion.version, settings) for one in (model, refit)
    )
    return count_pairs(before, now)


def _terms(ctx: Context, settings: TopicSettings) -> dict[tuple[str, str | None], list[str]]:
    """What models count in each word and example of the config, by its text and language."""
    asked = {
        (text, guide.language)
        for guide in settings.guides.values()
        for text in (*guide.words, *guide.examples)
    }
    texts = frame_of(ctx.spark, sorted(asked, key=str), _WRITTEN)
    return {
        (row["text"], row["language"]): row[TERMS] for row in with_terms(texts, settings).collect()
    }


def _vectors(ctx: Context, texts: Sequence[str]) -> Matrix:
    """Vectors of texts of the config, rows of unit length."""
    numbered = frame_of(ctx.spark, [(f"{i:06}", text) for i, text in enumerate(texts)], _TEXT)
    read = numbered.withColumn("text", encoder_text(F.col("text")))
    found = encode(read, ctx.models.encoder(MEANING)).collect()
    return unit_rows(np.array([row["vector"] for row in sorted(found)]))
