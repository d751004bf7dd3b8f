"""Columns of what topic models count in a text, made on the executors."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pandas as pd
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.pandas.functions import pandas_udf

from voxlake.topics.settings import TopicSettings
from voxlake.topics.words.lexicons import lexicons_of
from voxlake.topics.words.reading import with_phrases

TERMS = "topic_terms"
FORMS = "topic_forms"
_ARRAYS = f"{TERMS} array<string>, {FORMS} array<string>"
Batches = Iterator[tuple[pd.Series, pd.Series]]


def with_terms(
    texts: DataFrame, settings: TopicSettings, phrases: Collection[str] = ()
) -> DataFrame:
    """Texts with TERMS, what a model counts, and FORMS, the same in the words of people.

    A term is a stem, a hashtag with its `#`, or one of the phrases, behind the words that it is
    made of. Forms are in lower case and stand at the same places. Both are empty where a text has
    no words. What a text gives depends on it, its language and the arguments alone.

    Args:
        texts: With `text` and `language`, such as `fr` or `fr-CA`; null language: as English.
        settings: Whose stop_words are left out besides those of the languages.
        phrases: Of `find_phrases`.
    """
    found = F.col("_found")
    return (
        texts.withColumn("_found", _found(settings.stop_words, frozenset(phrases)))
        .withColumns({name: found[name] for name in (TERMS, FORMS)})
        .drop("_found")
    )


def _found(stop_words: Collection[str], phrases: frozenset[str]) -> Column:
    lexicons = lexicons_of(stop_words)

    def found(batches: Batches) -> Iterator[pd.DataFrame]:
        for texts, languages in batches:
            read = [
                with_phrases(lexicons.read(text, language), phrases)
                for text, language in zip(texts, languages, strict=True)
            ]
            yield pd.DataFrame(
                {
                    TERMS: [[word.term for word in words] for words in read],
                    FORMS: [[word.form for word in words] for words in read],
                }
            )

    by_text = pandas_udf(found, _ARRAYS)  # type: ignore[call-overload]
    column: Column = by_text("text", "language")
    return column
