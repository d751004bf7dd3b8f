"""Finds the phrases of two and three words that a corpus uses as if they were one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.pandas.functions import pandas_udf

from voxlake.topics.coherence import normalised_pmi
from voxlake.topics.settings import TopicSettings
from voxlake.topics.words.lexicons import lexicons_of
from voxlake.topics.words.reading import grams
from voxlake.topics.words.terms import Batches

_MOST_GRAMS = 200_000  # that the driver holds: those in most texts
GRAMS = "topic_grams"
EVERY_TEXT = ""
"""A gram that is in all texts, to count them by."""


def find_phrases(texts: DataFrame, settings: TopicSettings) -> tuple[str, ...]:
    """The phrases of different texts, those in most texts first; at most settings.phrases.

    Args:
        texts: A row per text, with `text` and `language`; of many a sample will do.
        settings: In how many texts the words of a phrase stand together, at least, and how much
            oftener than by chance.
    """
    counted = (
        with_grams(texts, settings)
        .select(F.explode(GRAMS).alias("gram"))
        .groupBy("gram")
        .agg(F.count(F.lit(1)).alias("texts"))
    )
    return phrases_among(counted, settings)


def with_grams(texts: DataFrame, settings: TopicSettings) -> DataFrame:
    """Texts with GRAMS: the terms of each, every two and three that stand together, EVERY_TEXT.

    Each stands once. What a text gives depends on it, its language and the settings alone.

    Args:
        texts: With `text` and `language`; null language: as English.
        settings: Whose stop_words are left out besides those of the languages.
    """
    return texts.withColumn(GRAMS, _grams(settings))


def phrases_among(counted: DataFrame, settings: TopicSettings) -> tuple[str, ...]:
    """The phrases among grams, those in most texts first; at most settings.phrases.

    Args:
        counted: `gram`, EVERY_TEXT among them, and `texts`, in how many texts it is.
        settings: As in `find_phrases`.
    """
    if settings.phrases == 0:
        return ()
    seen = counted.where(F.col("texts") >= settings.phrase_documents)
    rows = seen.orderBy(F.desc("texts"), "gram").limit(_MOST_GRAMS).collect()
    counts = {row["gram"]: row["texts"] for row in rows}
    return phrases_of(counts, counts.pop(EVERY_TEXT, 0), settings)


def phrases_of(counts: Mapping[str, int], texts: int, settings: TopicSettings) -> tuple[str, ...]:
    """The phrases among words, pairs and triples, from the number of texts that hold each.

    A pair is a phrase when the normalised pointwise mutual information of its words (Bouma, GSCL
    2009) is at least settings.phrase_score: 0 is chance, 1 is words that never stand apart. A
    triple is one when that holds for each way to cut it in two, as in a second pass over pairs
    (Mikolov et al., Distributed Representations of Words and Phrases, NIPS 2013, section 4).
    """
    scores = {
        gram: min(
            normalised_pmi(count, counts[left], counts[right], texts)
            for left, right in _halves(gram, counts)
        )
        for gram, count in counts.items()
        if " " in gram and _halves(gram, counts)
    }
    kept = (gram for gram, score in scores.items() if score >= settings.phrase_score)
    return tuple(sorted(kept, key=lambda gram: (-counts[gram], gram))[: settings.phrases])


def _halves(gram: str, counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """The ways to cut a gram into two that are counted; a stop word at the cut is left out."""
    words = gram.split(" ")
    halves = []
    for place in range(1, len(words)):
        left, right = " ".join(words[:place]), " ".join(words[place:])
        if right not in counts:
            right = " ".join(words[place + 1 :])
        if left in counts and right in counts:
            halves.append((left, right))
    return halves


def _grams(settings: TopicSettings) -> Column:
    """EVERY_TEXT, words, pairs and triples of each text, each once."""
    lexicons = lexicons_of(settings.stop_words)

    def found(batches: Batches) -> Iterator[pd.Series]:
        for texts, languages in batches:
            pairs = zip(texts, languages, strict=True)
            found = ([EVERY_TEXT, *sorted(grams(lexicons.read(*pair)))] for pair in pairs)
            yield pd.Series(list(found))

    by_text = pandas_udf(found, "array<string>")  # type: ignore[call-overload]
    column: Column = by_text("text", "language")
    return column
