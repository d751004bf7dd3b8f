"""Fits of topics one after the other: what keeps its id, and what guides of the config name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.jobs import assign_topics, fit_topics
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.run.config import ModelSettings
from voxlake.run.context import Context
from voxlake.run.models import ModelPlaces, Models
from voxlake.tables import (
    MODEL_METRICS,
    POST_TOPICS,
    POSTS,
    TEXT_MEANINGS,
    TOPIC_CHANGES,
    TOPICS,
)
from voxlake.text.wording import text_hash
from voxlake.topics.settings import TopicSettings

FIRST, SECOND = date(2024, 1, 1), date(2024, 1, 2)
SETTINGS = TopicSettings(topics=2, restarts=1, min_documents=1, window_days=1)
BOATS = ["boat", "sail", "wind", "wave", "harbour", "anchor", "mast", "captain"]
BREAD = ["bread", "flour", "oven", "yeast", "dough", "crust", "baker", "butter"]
CARDS = ["card", "fee", "bank", "credit", "charge", "limit", "refund", "payment"]
VECTORS = {"boat": [1.0, 0.3, 0.3], "bread": [0.3, 1.0, 0.3], "card": [-0.5, -0.5, 1.0]}
DAYS = {FIRST: [BOATS, BREAD], SECOND: [BREAD, CARDS]}


@pytest.fixture
def ctx(spark, tmp_path, frame):
    """Boats and bread on the first day; bread, fewer posts, and cards on the second."""
    lake = Lake(spark, Root(str(tmp_path)), run_id="run")
    rows, vectors = [], []
    for day, themes in DAYS.items():
        for i in range(24):
            place = int(i % 3 > 0)
            words = themes[place]
            rows.append(
                {
                    "post_id": f"{day}:{i}",
                    "post_date": day,
                    "text": " ".join(words[(i // 3 + n) % 8] for n in (0, 1, 2, 4 + i % 3)),
                    "is_usable": True,
                }
            )
            vectors.append(VECTORS[words[0]])
    posts = frame(POSTS, *rows).withColumn("text_hash", text_hash(F.col("text")))
    hashes = {row.post_id: row.text_hash for row in posts.select("post_id", "text_hash").collect()}
    meanings = {
        (row["post_date"], hashes[row["post_id"]]): vector
        for row, vector in zip(rows, vectors, strict=True)
    }
    told = [
        {"post_date": day, "text_hash": text, "encoder_version": "v1", "vector": vector}
        for (day, text), vector in meanings.items()
    ]
    both = Days.of([FIRST, SECOND])
    lake.replace(posts, POSTS, both)
    lake.replace(frame(TEXT_MEANINGS, *told), TEXT_MEANINGS, both)
    places = ModelPlaces.of(ModelSettings(), str(tmp_path))
    keep_metrics = partial(lake.merge_values, table=MODEL_METRICS)
    models = Models(spark, places, run_id="run", keep_metrics=keep_metrics)
    return Context(spark, lake, models, Days.of([FIRST]), "run")


@pytest.mark.whole
def test_a_refit_keeps_the_ids_of_its_topics_and_says_what_became_of_the_others(ctx):
    later = replace(ctx, days=Days.of([SECOND]), notes={})
    fit_topics.run(ctx, SETTINGS)
    assign_topics.run(ctx, SETTINGS)
    fit_topics.run(later, SETTINGS)
    assign_topics.run(later, SETTINGS)

    named = {
        (row.model_version, row.topic_id): set(row.title.split(", "))
        for row in ctx.lake.read(TOPICS).collect()
    }
    bread = next(topic for (v, topic), title in named.items() if v == "1" and title <= {*BREAD})
    boats = 1 - bread
    assert named["2", bread] <= {*BREAD}
    assert named["2", 2] <= {*CARDS}
    changes = {
        (row.model_version, row.topic_id): (row.change, row.earlier_version, row.from_topic_ids)
        for row in ctx.lake.read(TOPIC_CHANGES).collect()
    }
    assert changes == {
        ("1", 0): ("new", None, []),
        ("1", 1): ("new", None, []),
        ("2", bread): ("kept", "1", [bread]),
        ("2", 2): ("new", "1", []),
        ("2", boats): ("vanished", "1", []),
    }
    days = ctx.lake.read(POST_TOPICS).groupBy("post_date", "topic_id").count().collect()
    assert {(row.post_date, row.topic_id): row["count"] for row in days} == {
        (FIRST, boats): 8,
        (FIRST, bread): 16,
        (SECOND, bread): 8,
        (SECOND, 2): 16,
    }


@pytest.mark.whole
def test_a_guide_keeps_its_id_and_waits_for_its_first_text_under_a_name(ctx):
    settings = SETTINGS.model_copy(update={"guides": guides({"Cards": ["fee"], "Bread": ["oven"]})})
    later = replace(ctx, days=Days.of([SECOND]), notes={})

    fit_topics.run(ctx, settings)
    first = {row.guide: row for row in ctx.lake.read(TOPICS).where("is_guided").collect()}
    fit_topics.run(later, settings)
    second = {
        row.guide: row.topic_id
        for row in ctx.lake.read(TOPICS).where("is_guided AND model_version = '2'").collect()
    }

    assert ctx.notes["guides_without_texts"] == "Cards"
    assert (first["Cards"].weight, first["Cards"].title) == (0.0, "")
    assert set(first["Bread"].title.split(", ")) <= {*BREAD}
    assert second == {guide: row.topic_id for guide, row in first.items()}
    assert "guides_without_texts" not in later.notes


def guides(named):
    return TopicSettings.model_validate({"guides": named}).guides
