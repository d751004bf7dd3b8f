"""The topic model of the posts that a page shows, and its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.report.sources import Sources, window
from voxlake.tables import TOPIC_TERMS, TOPICS

_TERMS = 8


@dataclass(frozen=True)
class TopicWords:
    """A topic's number as text, its title, and the leading terms that the title leaves out."""

    topic: str
    title: str
    terms: list[str]


def latest_topic_model(post_topics: DataFrame, as_of: date, days: int) -> str | None:
    """Version of the topic model of the latest posts of some days; None without any."""
    latest = F.struct("post_date", "model_version")
    row = window(post_topics, "post_date", as_of, days).agg(F.max(latest)).first()
    return row[0].model_version if row and row[0] else None


def topic_words(sources: Sources, topic_model: str | None) -> list[TopicWords]:
    """The words of the model's topics, in their order; none without a model."""
    of_model = F.col("model_version") == F.lit(topic_model)
    terms = (
        sources[TOPIC_TERMS]
        .where(of_model & (F.col("rank") <= _TERMS))
        .groupBy("topic_id")
        .agg(F.sort_array(F.collect_list(F.struct("rank", "term"))).alias("terms"))
    )
    rows = (
        sources[TOPICS]
        .where(of_model)
        .join(terms, "topic_id", how="left")
        .orderBy("topic_id")
        .collect()
    )
    return [
        TopicWords(
            str(row["topic_id"]),
            row["title"],
            [t["term"] for t in row["terms"] or [] if t["term"] not in row["title"].split(", ")],
        )
        for row in rows
    ]
