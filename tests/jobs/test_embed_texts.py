import shutil
from dataclasses import replace
from datetime import date

import pytest
from pyspark.sql import functions as F
from pyspark.testing import assertDataFrameEqual

from voxlake.core.days import Days
from voxlake.core.errors import QualityError
from voxlake.jobs import (
    detect_language,
    embed_texts,
    explain_posts,
    score_emotion,
    score_sentiment,
)
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.language.settings import (
    EmbeddingSettings,
    EvidenceSettings,
    LanguageSettings,
)
from voxlake.run.config import ModelSettings
from voxlake.run.context import Context
from voxlake.run.models import ModelPlaces, Models
from voxlake.tables import (
    POST_EMOTION,
    POST_EVIDENCE,
    POST_LANGUAGE,
    POST_SENTIMENT,
    POSTS,
    TEXT_EMBEDDINGS,
)
from voxlake.tables.columns import EMOTIONS
from voxlake.text.wording import text_hash

FIRST, SECOND = date(2024, 1, 1), date(2024, 1, 2)
TEXTS = {
    FIRST: ["What a lovely day!", "Worst flight ever.", "what a LOVELY day!", "The train leaves."],
    SECOND: ["The train leaves.", "I am so happy, thank you"],
}


@pytest.fixture(scope="module")
def models(spark, tmp_path_factory):
    places = ModelPlaces.of(ModelSettings(), str(tmp_path_factory.mktemp("models")))
    return Models(spark, places, run_id="run", keep_metrics=lambda _: None)


@pytest.fixture(scope="module")
def posted(spark, tmp_path_factory, frame, models):
    """Two days of posts that share a text, in languages that are known."""
    lake = Lake(spark, Root(str(tmp_path_factory.mktemp("posted"))), run_id="run")
    rows = [
        {"post_id": f"{day}:{n}", "post_date": day, "text": text, "is_usable": True}
        for day, texts in TEXTS.items()
        for n, text in enumerate(texts)
    ]
    posts = frame(POSTS, *rows).withColumn("text_hash", text_hash(F.col("text")))
    lake.replace(posts, POSTS, Days.of(TEXTS))
    ctx = Context(spark, lake, models, Days.of(TEXTS), "run")
    detect_language.run(ctx, LanguageSettings())
    return ctx


@pytest.fixture(scope="module")
def scored(posted, tmp_path_factory):
    """The same days with vectors and sentiment; only to read."""
    folder = tmp_path_factory.mktemp("scored") / "lake"
    shutil.copytree(posted.lake.place.home, folder)
    ctx = replace(posted, lake=Lake(posted.spark, Root(str(folder)), run_id="run"))
    embed_texts.run(ctx, EmbeddingSettings())
    score_sentiment.run(ctx, LanguageSettings())
    return ctx


@pytest.fixture
def ctx(posted, copied):
    """The first of the two days, in a lake of the test's own."""
    return replace(copied(posted), days=Days.of([FIRST]))


def vectors(ctx, days=Days.every()):
    rows = ctx.lake.read(TEXT_EMBEDDINGS, days).collect()
    return {(row["post_date"], row["text_hash"]): row["vector"] for row in rows}


def test_a_day_is_encoded_once_and_the_next_copies_what_encoding_gives(ctx):
    embed_texts.run(ctx, EmbeddingSettings())
    assert ctx.notes == {"texts_encoded": 3}
    first = vectors(ctx)

    embed_texts.run(ctx, EmbeddingSettings())
    assert ctx.notes == {"texts_encoded": 0}
    assert vectors(ctx) == first

    second = replace(ctx, days=Days.of([SECOND]))
    embed_texts.run(second, EmbeddingSettings())
    assert ctx.notes == {"texts_encoded": 1}
    both = vectors(ctx)
    assert {key: both[key] for key in first} == first
    assert len(both) == 3 + 2

    ctx.lake.replace(ctx.lake.read(TEXT_EMBEDDINGS).limit(0), TEXT_EMBEDDINGS, Days.every())
    embed_texts.run(second, EmbeddingSettings(lookback_days=0))
    assert ctx.notes == {"texts_encoded": 2}
    assert vectors(ctx) == {key: both[key] for key in both if key[0] == SECOND}


def test_each_post_is_scored_again_with_the_same_result_and_no_other_day_is_touched(scored, copied):
    ctx = replace(copied(scored), days=Days.of([FIRST]))
    before = ctx.lake.read(POST_SENTIMENT).orderBy("post_id").collect()

    score_sentiment.run(ctx, LanguageSettings())

    assertDataFrameEqual(ctx.lake.read(POST_SENTIMENT), before)
    labels = {row["post_id"]: row["label"] for row in before}
    assert labels == {
        "2024-01-01:0": "positive",
        "2024-01-01:1": "negative",
        "2024-01-01:2": "positive",
        "2024-01-01:3": "neutral",
        "2024-01-02:0": "neutral",
        "2024-01-02:1": "positive",
    }
    assert {row["model_version"][:8] for row in before} == {"shipped-"}


@pytest.mark.whole
def test_emotions_and_labels_can_be_explained_by_phrases_of_the_posts(scored, copied):
    ctx = replace(copied(scored), days=Days.of([FIRST]))
    score_emotion.run(ctx, LanguageSettings())
    emotions = {row["post_id"]: row for row in ctx.lake.read(POST_EMOTION).collect()}
    assert set(emotions) == {f"2024-01-01:{n}" for n in range(4)}
    for row in emotions.values():
        assert sum(row[name] for name in EMOTIONS) == pytest.approx(1)
    assert emotions["2024-01-01:0"]["label"] == "joy"

    asked = EvidenceSettings(choose="ids", post_ids=["2024-01-01:0", "2024-01-01:1"], max_phrase=1)
    explain_posts.run(ctx, asked)

    rows = ctx.lake.read(POST_EVIDENCE).collect()
    told = {(r["post_id"][-1], r["model"]): [p["phrase"] for p in r["phrases"]] for r in rows}
    assert set(told) == {(n, model) for n in "01" for model in ("sentiment", "emotion")}
    assert told["0", "sentiment"][0] == "lovely"
    assert told["1", "sentiment"][0] == "worst"


@pytest.mark.whole
def test_a_post_in_a_language_that_no_model_reads_is_kept_and_not_scored(ctx, frame):
    texts = {"es": "Hoy llueve en la ciudad y me quedo en casa", "en": "It rains, I stay at home"}
    rows = [
        {"post_id": name, "post_date": FIRST, "text": text, "is_usable": True}
        for name, text in texts.items()
    ]
    posts = frame(POSTS, *rows).withColumn("text_hash", text_hash(F.col("text")))
    ctx.lake.replace(posts, POSTS, ctx.days)

    detect_language.run(ctx, LanguageSettings())
    told = dict(ctx.notes)
    embed_texts.run(ctx, EmbeddingSettings())
    ctx.notes.clear()
    score_sentiment.run(ctx, LanguageSettings())

    assert told == ctx.notes == {"read": "1 of 2 posts", "not_read": "1 in Spanish"}
    languages = ctx.lake.read(POST_LANGUAGE, ctx.days).collect()
    assert {(row["post_id"], row["is_read"]) for row in languages} == {("es", False), ("en", True)}
    assert ctx.lake.read(TEXT_EMBEDDINGS, ctx.days).count() == 1
    assert [row["post_id"] for row in ctx.lake.read(POST_SENTIMENT, ctx.days).collect()] == ["en"]


def test_days_whose_languages_are_unknown_are_refused_with_the_job_to_run(scored, copied):
    ctx = replace(copied(scored), days=Days.of([FIRST]))
    ctx.lake.replace(ctx.lake.read(POST_LANGUAGE).limit(0), POST_LANGUAGE, ctx.days)

    with pytest.raises(QualityError, match=r"language of 4 posts of 2024-01-01.*detect_language"):
        score_sentiment.run(ctx, LanguageSettings())


def test_days_that_were_not_embedded_are_refused_with_the_job_to_run(ctx):
    with pytest.raises(QualityError, match=r"4 posts of 2024-01-01 have no vector.*embed_texts"):
        score_sentiment.run(ctx, LanguageSettings())
