"""What a topic model counts in a text."""

from __future__ import annotations

from pyspark.sql import DataFrame

from voxlake.topics.settings import TopicSettings
from voxlake.topics.tokens import STEMS, WORDS, token_pipeline

TERMS, FORMS = "topic_terms", "topic_forms"


def with_terms(texts: DataFrame, settings: TopicSettings) -> DataFrame:
    """Texts (text, language) with TERMS, what is counted, and FORMS, as written, in one order."""
    found = token_pipeline(settings.stop_words).fit(texts).transform(texts)
    return found.withColumnsRenamed({STEMS: TERMS, WORDS: FORMS}).select(
        *texts.columns, TERMS, FORMS
    )
