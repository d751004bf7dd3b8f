from dataclasses import replace
from datetime import date

import pytest
from pyspark.sql import functions as F
from pyspark.testing import assertDataFrameEqual

from voxlake.config import ModelSettings
from voxlake.days import Days
from voxlake.errors import QualityError
from voxlake.job import Context
from voxlake.jobs import (
    detect_language,
    embed_texts,
    explain_posts,
    score_emotion,
    score_sentiment,
)
from voxlake.lake import Lake
from voxlake.language.settings import (
    EMOTIONS,
    EmbeddingSettings,
    EvidenceSettings,
    LanguageSettings,
)
from voxlake.language.text import text_hash
from voxlake.models import ModelPlaces, Models
from voxlake.place import Root
from voxlake.tables import (
    POST_EMOTION,
    POST_EVIDENCE,
    POST_LANGUAGE,
    POST_SENTIMENT,
    POSTS,
    TEXT_EMBEDDINGS,
)

FIRST, SECOND = date(2024, 1, 1), date(2024, 1, 2)
TEXTS = {
    FIRST: ["What a lovely day!", "Worst flight ever.", "what a LOVELY day!", "The train leaves."],
    SECOND: ["The train leaves.", "I am so happy, thank you"],
}


@pytest.fixture(scope="module")
def models(spark, tmp_path_factory):
    places = ModelPlaces.of(ModelSettings(), str(tmp_path_factory.mktemp("models")))
    return Models(spark, places, run_id="run", keep_metrics=lambda _: None)


@pytest.fixture
def ctx(spark, tmp_path, frame, models):
    """Two days of posts that share a text."""
    lake = Lake(spark, Root(str(tmp_path)), run_id="run")
    rows = [
        {"post_id": f"{day}:{n}", "post_date": day, "text": text, "is_usable": True}
        for day, texts in TEXTS.items()
        for n, text in enumerate(texts)
    ]
    posts = frame(POSTS, *rows).withColumn("text_hash", text_hash(F.col("text")))
    lake.replace(posts, POSTS, Days.of(TEXTS))
    both = Context(spark, lake, models, Days.of(TEXTS), "run")
    detect_language.run(both, LanguageSettings())
    return replace(both, days=Days.of([FIRST]))


def vectors(ctx, days=Days.every()):
    rows = ctx.lake.read(TEXT_EMBEDDINGS, days).collect()
    return {(row["post_date"], row["text_hash"]): row["vector"] for row in rows}


def test_a_day_is_encoded_once_and_the_next_day_copies_what_it_shares(ctx):
    embed_texts.run(ctx, EmbeddingSettings())
    assert ctx.notes == {"texts_encoded": 3}
    first = vectors(ctx)

    embed_texts.run(ctx, EmbeddingSettings())
    assert ctx.notes == {"texts_encoded": 0}
    assert vectors(ctx) == first

    embed_texts.run(replace(ctx, days=Days.of([SECOND])), EmbeddingSettings())
    assert ctx.notes == {"texts_encoded": 1}
    both = vectors(ctx)
    assert {key: both[key] for key in first} == first
    assert len(both) == 3 + 2


def test_a_copied_vector_is_the_one_that_encoding_gives(ctx):
    days = Days.of(TEXTS)
    for day in days:
        embed_texts.run(replace(ctx, days=Days.of([day])), EmbeddingSettings())
    copied = vectors(ctx)

    without_history = EmbeddingSettings(lookback_days=0)
    ctx.lake.replace(ctx.lake.read(TEXT_EMBEDDINGS).limit(0), TEXT_EMBEDDINGS, Days.every())
    embed_texts.run(replace(ctx, days=Days.of([SECOND])), without_history)

    assert ctx.notes == {"texts_encoded": 2}
    assert vectors(ctx) == {key: copied[key] for key in copied if key[0] == SECOND}


def test_each_post_is_scored_again_with_the_same_result_and_no_other_day_is_touched(ctx):
    settings = LanguageSettings()
    for day in TEXTS:
        on = replace(ctx, days=Days.of([day]))
        embed_texts.run(on, EmbeddingSettings())
        score_sentiment.run(on, settings)
    scored = ctx.lake.read(POST_SENTIMENT).orderBy("post_id").collect()

    score_sentiment.run(ctx, settings)

    assertDataFrameEqual(ctx.lake.read(POST_SENTIMENT), scored)
    labels = {row["post_id"]: row["label"] for row in scored}
    assert labels == {
        "2024-01-01:0": "positive",
        "2024-01-01:1": "negative",
        "2024-01-01:2": "positive",
        "2024-01-01:3": "neutral",
        "2024-01-02:0": "neutral",
        "2024-01-02:1": "positive",
    }
    assert {row["model_version"][:8] for row in scored} == {"shipped-"}


def test_emotions_and_labels_can_be_explained_by_phrases_of_the_posts(ctx):
    embed_texts.run(ctx, EmbeddingSettings())
    score_sentiment.run(ctx, LanguageSettings())
    score_emotion.run(ctx, LanguageSettings())
    emotions = {row["post_id"]: row for row in ctx.lake.read(POST_EMOTION).collect()}
    assert set(emotions) == {f"2024-01-01:{n}" for n in range(4)}
    for row in emotions.values():
        assert sum(row[name] for name in EMOTIONS) == pytest.approx(1)
    assert emotions["2024-01-01:0"]["label"] == "joy"

    asked = EvidenceSettings(choose="ids", post_ids=["2024-01-01:0", "2024-01-01:1"], max_phrase=1)
    explain_posts.run(ctx, asked)
    first = ctx.lake.read(POST_EVIDENCE).collect()
    explain_posts.run(ctx, asked)

    assertDataFrameEqual(ctx.lake.read(POST_EVIDENCE), first)
    told = {(r["post_id"][-1], r["model"]): [p["phrase"] for p in r["phrases"]] for r in first}
    assert set(told) == {(n, model) for n in "01" for model in ("sentiment", "emotion")}
    assert told["0", "sentiment"][0] == "lovely"
    assert told["1", "sentiment"][0] == "worst"


def test_a_post_in_a_language_that_no_model_reads_is_kept_and_not_scored(ctx, frame):
    texts = {"es": "Hoy llueve en la ciudad y me quedo en casa", "en": "It rains, I stay at home"}
    rows = [
        {"post_id": name, "post_date": FIRST, "text": text, "is_usable": True}
        for name, text in texts.items()
    ]
    posts = frame(POSTS, *rows).withColumn("text_hash", text_hash(F.col("text")))
    ctx.lake.replace(posts, POSTS, ctx.days)

    detect_language.run(ctx, LanguageSettings())
    embed_texts.run(ctx, EmbeddingSettings())
    score_sentiment.run(ctx, LanguageSettings())

    languages = ctx.lake.read(POST_LANGUAGE, ctx.days).collect()
    assert {(row["post_id"], row["is_read"]) for row in languages} == {("es", False), ("en", True)}
    assert ctx.notes["texts_encoded"] == 1
    assert [row["post_id"] for row in ctx.lake.read(POST_SENTIMENT, ctx.days).collect()] == ["en"]


def test_days_whose_languages_are_unknown_are_refused_with_the_job_to_run(ctx):
    ctx.lake.replace(ctx.lake.read(POST_LANGUAGE).limit(0), POST_LANGUAGE, ctx.days)
    embed_texts.run(ctx, EmbeddingSettings())

    with pytest.raises(QualityError, match=r"language of 4 posts of 2024-01-01.*detect_language"):
        score_sentiment.run(ctx, LanguageSettings())


def test_days_that_were_not_embedded_are_refused_with_the_job_to_run(ctx):
    with pytest.raises(QualityError, match=r"4 posts of 2024-01-01 have no vector.*embed_texts"):
        score_sentiment.run(ctx, LanguageSettings())
