"""The topic model of the posts that a page shows, and its words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.report.sources import Sources, window
from voxlake.tables import TOPIC_NAMES, TOPIC_TERMS, TOPICS
from voxlake.topics.called import Names
from voxlake.topics.shown import titles_of

_TERMS = 8


@dataclass(frozen=True)
class TopicWords:
    """A topic as shown: its number as text, what it is called, and leading terms beside that."""

    topic: str
    name: str
    terms: list[str]


def latest_topic_model(post_topics: DataFrame, as_of: date, days: int) -> str | None:
    """Version of the topic model of the latest posts of some days; None without any."""
    latest = F.struct("post_date", "model_version")
    row = window(post_topics, "post_date", as_of, days).agg(F.max(latest)).first()
    return row[0].model_version if row and row[0] else None


def names_of_topics(sources: Sources, topic_model: str | None) -> Names:
    """What topics are called and where they are shown; one without a name has the model's title."""
    return Names.read(sources[TOPIC_NAMES], titles_of(sources[TOPICS], topic_model))


def topic_words(sources: Sources, topic_model: str | None, names: Names) -> list[TopicWords]:
    """The words of the model's topics as they are shown, in their order; none without a model.

    Words of what is merged into a topic stand behind its own.

    Args:
        sources: The tables.
        topic_model: Version of the model.
        names: What topics are called, and where they are shown.
    """
    of_model = F.col("model_version") == F.lit(topic_model)
    terms = (
        sources[TOPIC_TERMS]
        .where(of_model & (F.col("rank") <= _TERMS))
        .groupBy("topic_id")
        .agg(F.sort_array(F.collect_list(F.struct("rank", "term"))).alias("terms"))
    )
    topics = sources[TOPICS].where(of_model).select("topic_id")
    found: dict[int, list[list[str]]] = {}
    for row in topics.join(terms, "topic_id", how="left").orderBy("topic_id").collect():
        if (shown := names.shown(row["topic_id"])) is None:
            continue
        words = [each["term"] for each in row["terms"] or ()]
        lists = found.setdefault(shown, [])
        lists.insert(0 if row["topic_id"] == shown else len(lists), words)
    return [
        TopicWords(str(shown), names.of(shown), _beside(names.of(shown), lists))
        for shown, lists in sorted(found.items())
    ]


def _beside(name: str, lists: Iterable[Iterable[str]]) -> list[str]:
    """The first of some words that the name does not list."""
    named = name.casefold().split(", ")
    words = dict.fromkeys(word for words in lists for word in words)
    return [word for word in list(words)[:_TERMS] if word.casefold() not in named]
