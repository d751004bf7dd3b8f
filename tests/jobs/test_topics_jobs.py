from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from pyspark.sql import functions as F
from pyspark.testing import assertDataFrameEqual

from voxlake.core.days import Days
from voxlake.core.errors import ConfigError, NoChampionError, TooLittleDataError
from voxlake.jobs import assign_topics, fit_topics
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.run.config import ModelSettings
from voxlake.run.context import Context
from voxlake.run.models import ModelPlaces, Models
from voxlake.tables import MODEL_METRICS, POST_TOPICS, POSTS, TOPIC_TERMS, TOPICS
from voxlake.text.wording import text_hash
from voxlake.topics.settings import TopicSettings

SETTINGS = TopicSettings(
    topics=2, iterations=5, restarts=1, min_documents=1, leading_terms=10, partitions=1
)
FIRST, SECOND = date(2024, 1, 1), date(2024, 1, 2)
WORDS = (
    ["boat", "sail", "wind", "wave", "harbour", "anchor", "mast", "captain", "crew", "tide"],
    ["bread", "flour", "oven", "yeast", "dough", "crust", "baker", "butter", "sugar", "salt"],
)


@pytest.fixture
def ctx(spark, tmp_path, frame):
    """Two days of posts, ten on each, of two themes."""
    places = ModelPlaces.of(ModelSettings(), str(tmp_path))
    lake = Lake(spark, Root(str(tmp_path)), run_id="run")
    keep_metrics = partial(lake.merge_values, table=MODEL_METRICS)
    models = Models(spark, places, run_id="run", keep_metrics=keep_metrics)
    rows = [
        {
            "post_id": f"{day}:{i}",
            "post_date": day,
            "text": " ".join(WORDS[i % 2][(i + n) % 10] for n in range(6)),
            "is_usable": True,
            "is_repost": False,
        }
        for day in (FIRST, SECOND)
        for i in range(10)
    ]
    posts = frame(POSTS, *rows).withColumn("text_hash", text_hash(F.col("text")))
    lake.replace(posts, POSTS, Days.of([FIRST, SECOND]))
    return Context(spark, lake, models, Days.of([FIRST]), "run")


def test_topics_are_fitted_and_days_assigned_one_by_one(ctx):
    fit_topics.run(ctx, SETTINGS)
    assign_topics.run(ctx, SETTINGS)
    first = ctx.lake.read(POST_TOPICS).collect()
    second = replace(ctx, days=Days.of([SECOND]), notes={})
    assign_topics.run(second, SETTINGS)

    assert len(first) == 10
    assertDataFrameEqual(ctx.lake.read(POST_TOPICS, Days.of([FIRST])), first)
    assert ctx.lake.read(POST_TOPICS, Days.of([SECOND])).count() == 10
    version = ctx.models.champion("topics").version
    topics, terms = ctx.lake.read(TOPICS).collect(), ctx.lake.read(TOPIC_TERMS).collect()
    assert {(t["model_version"], t["topic_id"]) for t in topics} == {(version, 0), (version, 1)}
    assert {(t["window_first_date"], t["window_last_date"]) for t in topics} == {(FIRST, FIRST)}
    of_topic = {t["topic_id"]: set() for t in topics}
    for row in terms:
        of_topic[row["topic_id"]].add(row["term"])
    assert all(set(t["title"].split(", ")) <= of_topic[t["topic_id"]] for t in topics)
    assert len(terms) == 20
    figures = {row["metric"]: row["value"] for row in ctx.lake.read(MODEL_METRICS).collect()}
    assert (figures["topics"], figures["vocabulary"]) == (2, 20)
    assert figures["documents"] == 10  # the second day's texts come after the last day asked for
    assert ctx.notes["texts"] == "10 of 2024-01-01 to 2024-01-01"
    assert second.notes["window"] == (
        "100.0% of 10 posts lie outside the days that the topics were found in, "
        "2024-01-01 to 2024-01-01: 0 before and 10 after"
    )


def test_a_fit_that_dies_leaves_no_champion_and_can_be_run_again(ctx, monkeypatch):
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("voxlake.run.models.Fit.promote", _die)
        fit_topics.run(ctx, SETTINGS)
    with pytest.raises(ConfigError, match="fit_topics"):
        assign_topics.run(ctx, SETTINGS)

    whole = replace(ctx, days=Days.of([SECOND]), notes={})
    fit_topics.run(whole, SETTINGS.model_copy(update={"window_days": None}))

    version = ctx.models.champion("topics").version
    assert ctx.lake.read(TOPICS).where(F.col("model_version") == version).count() == 2
    assert whole.notes["texts"] == "10 of 2024-01-01 to 2024-01-02"  # each text stands on both


def test_with_too_few_texts_nothing_is_fitted_and_no_topics_assigned(ctx):
    settings = SETTINGS.model_copy(update={"topics": 11})

    with pytest.raises(TooLittleDataError, match=r"11 different texts.* the last 90 days hold 10"):
        fit_topics.run(ctx, settings)
    with pytest.raises(TooLittleDataError, match=r"11 different texts.* all days hold 10"):
        fit_topics.run(ctx, settings.model_copy(update={"window_days": None}))
    with pytest.raises(NoChampionError, match="fit_topics"):
        assign_topics.run(ctx, settings)

    assert not ctx.models.has_champion("topics")
    assert ctx.lake.read(POST_TOPICS).count() == 0


def _die(_):
    raise KeyboardInterrupt
