"""The words of the sample: pools that every text draws from, and one row of words per topic."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from pyspark.sql import Column, DataFrame, Row, SparkSession
from pyspark.sql import functions as F

from voxlake.sample.segments import TOPICS

VOICES = ("low", "tense")
"""How people sound when they are negative: sad and afraid, or angry and disgusted."""


def tone(topic: Column) -> Column:
    """How cheerful people are about a topic, given by its position: 0 is as about the others."""
    by_name = {row["topic"]: row["tone"] for row in _words()["topics"]}
    tones = F.array(*[F.lit(float(by_name[name])) for name in TOPICS])
    return F.element_at(tones, (topic + 1).cast("int"))


def pool(name: str) -> Column:
    """A pool of words or sentences that all topics share, as an array.

    It is one string taken apart: an array of literals would cost the driver a call for each.
    """
    return F.split(F.lit("\n".join(_words()["common"][name])), "\n")


def topic_frame(spark: SparkSession) -> DataFrame:
    """One row per topic: its position, hashtags, things and clauses."""
    by_name = {topic["topic"]: topic for topic in _words()["topics"]}
    rows = [
        Row(
            topic=i,
            tags=by_name[name]["tags"],
            things=by_name[name]["things"],
            clauses=by_name[name]["clauses"] + _words()["common"]["clauses"],
        )
        for i, name in enumerate(TOPICS)
    ]
    return spark.createDataFrame(rows)


@cache
def _words() -> dict[str, Any]:
    text = files("voxlake.sample").joinpath("words.json").read_text(encoding="utf-8")
    return dict(json.loads(text))
