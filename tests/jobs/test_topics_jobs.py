from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from pyspark.sql import functions as F
from pyspark.testing import assertDataFrameEqual

from voxlake.core.days import Days
from voxlake.core.errors import (
    ConfigError,
    NoChampionError,
    QualityError,
    TooLittleDataError,
)
from voxlake.jobs import assign_topics, fit_topics
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.run.config import ModelSettings
from voxlake.run.context import Context
from voxlake.run.models import ModelPlaces, Models
from voxlake.tables import (
    MODEL_METRICS,
    POST_LANGUAGE,
    POST_TOPICS,
    POSTS,
    TEXT_MEANINGS,
    TOPIC_TERMS,
    TOPICS,
)
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
    """Two days of posts, ten on each, of two themes, and the vectors of their texts."""
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
    is_boat = F.col("text").contains("boat") | F.col("text").contains("sail")
    is_boat |= F.col("text").contains("mast") | F.col("text").contains("wave")
    vector = F.when(is_boat, F.array(F.lit(1.0), F.lit(0.1))).otherwise(
        F.array(F.lit(0.1), F.lit(1.0))
    )
    meanings = posts.select(
        "post_date",
        "text_hash",
        F.lit("v1").alias("encoder_version"),
        vector.cast("array<float>").alias("vector"),
    ).distinct()
    lake.replace(meanings, TEXT_MEANINGS, Days.of([FIRST, SECOND]))
    return Context(spark, lake, models, Days.of([FIRST]), "run")


@pytest.mark.parametrize("method", ["embeddings", pytest.param("lda", marks=pytest.mark.whole)])
def test_topics_are_fitted_and_days_assigned_one_by_one(ctx, method):
    settings = SETTINGS.model_copy(update={"method": method})
    fit_topics.run(ctx, settings)
    assign_topics.run(ctx, settings)
    first = ctx.lake.read(POST_TOPICS).collect()
    second = replace(ctx, days=Days.of([SECOND]), notes={})
    assign_topics.run(second, settings)

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
    assert {(t["method"], t["language"], t["is_guided"]) for t in topics} == {(method, None, False)}
    assert all(t["lift"] > 1 for t in terms)
    assert all(row["is_clear"] is not None for row in first)
    assert ctx.notes["topics"] == f"2 by {method}"
    assert ctx.notes["texts"] == "10 of 2024-01-01 to 2024-01-01"
    assert second.notes["window"] == (
        "100.0% of 10 posts lie outside the days that the topics were found in, "
        "2024-01-01 to 2024-01-01: 0 before and 10 after"
    )


@pytest.mark.whole
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


@pytest.mark.whole
def test_posts_in_a_language_that_no_model_reads_have_topics_of_their_own(ctx, frame):
    day = Days.of([FIRST])
    foreign = ctx.lake.read(POSTS, day).where("post_id < '2024-01-01:4'")
    languages = foreign.select(
        "post_id",
        "post_date",
        F.lit("de").alias("language"),
        F.lit(0.9).alias("confidence"),
        F.lit(False).alias("is_read"),
    )
    ctx.lake.replace(languages, POST_LANGUAGE, day)
    settings = SETTINGS.model_copy(
        update={"min_language_texts": 4, "language_topics": 2, "max_document_share": 1.0}
    )

    fit_topics.run(ctx, settings)
    assign_topics.run(ctx, settings)

    rows = ctx.lake.read(POST_TOPICS, day).collect()
    assert {r["topic_id"] for r in rows if r["post_id"] < "2024-01-01:4"} <= {2, 3}
    assert {r["topic_id"] for r in rows if r["post_id"] >= "2024-01-01:4"} <= {0, 1}
    assert {len(row["distribution"]) for row in rows} == {4}
    assert {t["language"] for t in ctx.lake.read(TOPICS).collect()} == {None, "de"}


@pytest.mark.whole
def test_posts_without_a_vector_that_the_model_reads_are_an_error_that_says_what_to_run(ctx):
    fit_topics.run(ctx, SETTINGS)
    other = ctx.lake.read(TEXT_MEANINGS).withColumn("encoder_version", F.lit("v2"))
    ctx.lake.replace(other, TEXT_MEANINGS, Days.of([FIRST, SECOND]))

    with pytest.raises(QualityError, match=r"10 posts .* \(of encoder v1\): run embed_meanings"):
        assign_topics.run(ctx, SETTINGS)


@pytest.mark.whole
def test_a_topic_model_of_an_earlier_voxlake_counts_as_none_and_the_next_fit_takes_its_place(ctx):
    with ctx.models.fit("topics", SETTINGS, {}) as fit:
        fit.register({"pipeline": "of Spark"})
        fit.promote()
    ctx.models._client.set_model_version_tag("voxlake.topics", "1", "flavor", "spark")

    with pytest.raises(NoChampionError, match="run the job fit_topics"):
        assign_topics.run(ctx, SETTINGS)
    fit_topics.run(ctx, SETTINGS)
    assign_topics.run(ctx, SETTINGS)

    versions = [row["model_version"] for row in ctx.lake.read(POST_TOPICS).collect()]
    assert versions == ["2"] * 10


def _die(_):
    raise KeyboardInterrupt
