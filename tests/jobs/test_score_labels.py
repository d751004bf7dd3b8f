"""Jobs that score posts with models of one's own: folders, and heads with labels of one's own."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pytest
from own_models import write_model
from pyspark.testing import assertDataFrameEqual

from voxlake.core.days import Days
from voxlake.core.errors import ConfigError, NoChampionError, QualityError
from voxlake.jobs import score_emotion, score_labels, score_sentiment, watch_language
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.language.settings import LanguageSettings
from voxlake.language.watch.drift_settings import DriftSettings
from voxlake.run.config import ModelSettings
from voxlake.run.context import Context
from voxlake.run.models import Champion, ModelPlaces, Models
from voxlake.tables import (
    MODEL_METRICS,
    POST_EMOTION,
    POST_LABELS,
    POST_LANGUAGE,
    POST_SCORES,
    POST_SENTIMENT,
    POSTS,
    TEXT_EMBEDDINGS,
)

FIRST, SECOND = date(2024, 1, 1), date(2024, 1, 2)
TEXTS = {FIRST: ["good", "Bad day", "good", "lunes malo"], SECOND: ["good", "late"]}
# Worked by hand for the vector (1, 0): scores 1, 0, so e : 1 of the probabilities.
HEAD = {
    "encoder_version": "toy",
    "labels": ["late.parcel", "label"],
    "unsure_below": 0.0,
    "intercepts": [0.0, 0.0],
    "coefficients": [[1.0, 0.0], [0.0, 0.0]],
}
MOST = float(np.e / (np.e + 1))


@dataclass(frozen=True)
class Trained:
    """Models of which one head is in use."""

    head: dict

    def champion(self, name):
        return Champion(name, "3", self.head)


@pytest.fixture
def ctx(spark, tmp_path, frame):
    """Two days of posts; the last of the first day is in Spanish. No text has a vector yet."""
    lake = Lake(spark, Root(str(tmp_path / "lake")), run_id="run")
    both = Days.of(TEXTS)
    keys = [
        {"post_id": f"{day}:{n}", "post_date": day}
        for day, texts in TEXTS.items()
        for n in range(len(texts))
    ]
    texts = [text for of_day in TEXTS.values() for text in of_day]
    made_up = {"user_id": "u", "is_usable": True}
    posts = [
        {**key, **made_up, "text": text, "text_hash": text.lower()}
        for key, text in zip(keys, texts, strict=True)
    ]
    read = [{**key, "is_read": "lunes" not in text} for key, text in zip(keys, texts, strict=True)]
    lake.replace(frame(POSTS, *posts), POSTS, both)
    lake.replace(frame(POST_LANGUAGE, *read), POST_LANGUAGE, both)
    return Context(spark, lake, Trained(HEAD), Days.of([FIRST]), "run")


def settings_of(**paths):
    return LanguageSettings(own={name: {"path": str(path)} for name, path in paths.items()})


def with_vectors(ctx, frame):
    vectors = [
        {
            "post_date": day,
            "text_hash": text.lower(),
            "encoder_version": "toy",
            "vector": [1.0, 0.0],
        }
        for day, texts in TEXTS.items()
        for text in sorted(set(texts))
    ]
    ctx.lake.replace(frame(TEXT_EMBEDDINGS, *vectors), TEXT_EMBEDDINGS, Days.of(TEXTS))


def rows_of(ctx, table):
    return {row["post_id"]: row for row in ctx.lake.read(table).collect()}


@pytest.mark.whole
def test_sentiment_is_that_of_the_model_that_the_config_names(ctx, tmp_path):
    written = write_model(tmp_path / "model", labels=("NEGATIVE", "POSITIVE"))
    settings = settings_of(sentiment=tmp_path / "model")

    score_sentiment.run(replace(ctx, days=Days.of(TEXTS)), settings)
    both = ctx.lake.read(POST_SENTIMENT).collect()
    score_sentiment.run(ctx, settings)

    assertDataFrameEqual(ctx.lake.read(POST_SENTIMENT), both)
    found = rows_of(ctx, POST_SENTIMENT)
    assert set(found) == {f"{FIRST}:0", f"{FIRST}:1", f"{FIRST}:2", f"{SECOND}:0", f"{SECOND}:1"}
    negative, positive = written.probabilities("[CLS]", "bad", "day", "[SEP]")
    bad = found[f"{FIRST}:1"]
    assert bad["negative"] == pytest.approx(negative, abs=1e-6)
    assert bad["positive"] == pytest.approx(positive, abs=1e-6)
    assert bad["neutral"] == 0
    assert bad["score"] == pytest.approx(positive - negative, abs=1e-6)
    assert bad["label"] == ("negative" if negative > positive else "positive")
    assert (bad["user_id"], bad["encoder_version"]) == ("u", None)
    (version,) = {row["model_version"] for row in found.values()}
    assert version.startswith("own-") and len(version) == 12


@pytest.mark.whole
def test_emotions_of_another_set_are_mapped_and_added_up_or_refused(ctx, tmp_path):
    written = write_model(tmp_path / "model", "roberta", labels=("Joy", "love", "anger"))
    settings = settings_of(emotion=tmp_path / "model")
    with pytest.raises(ConfigError, match=r"Set languages\.own\.emotion\.labels: .* love means"):
        score_emotion.run(ctx, settings)

    own = {"path": str(tmp_path / "model"), "labels": {"love": "joy"}, "unsure_below": 1.0}
    score_emotion.run(ctx, LanguageSettings(own={"emotion": own}))

    good = rows_of(ctx, POST_EMOTION)[f"{FIRST}:0"]
    joy, love, anger = written.probabilities("<s>", "go", "od", "</s>")
    assert good["joy"] == pytest.approx(joy + love, abs=1e-6)
    assert good["anger"] == pytest.approx(anger, abs=1e-6)
    assert good["sadness"] == 0
    assert good["label"] == "unsure"


@pytest.mark.whole
def test_labels_of_ones_own_by_folder_and_by_head_share_a_table(ctx, frame, tmp_path):
    written = write_model(tmp_path / "model", labels=("a complaint", "praise"))
    settings = settings_of(kind=tmp_path / "model").model_copy(update={"heads": ("parcels",)})
    with pytest.raises(QualityError, match=r"no vector that parcels model 3 .*embed_texts"):
        score_labels.run(ctx, settings)
    with_vectors(ctx, frame)

    score_labels.run(replace(ctx, days=Days.of(TEXTS)), settings)
    both = ctx.lake.read(POST_SCORES).collect()
    score_labels.run(ctx, settings)

    assertDataFrameEqual(ctx.lake.read(POST_SCORES), both)
    assert ctx.notes == {
        "models": "parcels, kind",
        "read": "3 of 4 posts",
        "not_read": "1 in an unknown language",
    }
    found = {(row["post_id"], row["model"]): row for row in both}
    assert len(found) == len(both) == 2 * 5
    of_head, of_folder = found[f"{SECOND}:1", "parcels"], found[f"{SECOND}:1", "kind"]
    assert of_head["chances"] == pytest.approx({"late.parcel": MOST, "label": 1 - MOST})
    assert (of_head["label"], of_head["model_version"]) == ("late.parcel", "3")
    assert of_head["chance"] == pytest.approx(MOST)
    complaint, praise = written.probabilities("[CLS]", "late", "[SEP]")
    said = {"a complaint": complaint, "praise": praise}
    assert of_folder["chances"] == pytest.approx(said, abs=1e-6)
    assert of_folder["label"] == max(said, key=said.get)
    assert of_folder["chance"] == pytest.approx(max(said.values()), abs=1e-6)


@pytest.mark.whole
def test_without_a_model_of_ones_own_nothing_is_written(ctx, tmp_path):
    score_labels.run(ctx, LanguageSettings())

    assert not ctx.lake.exists(POST_SCORES)
    assert ctx.notes == {
        "models": "none: languages.own, languages.heads and languages.sets name no other"
    }


@pytest.mark.whole
def test_a_head_that_nobody_trained_is_named_with_the_job_that_trains_it(spark, ctx, tmp_path):
    places = ModelPlaces.of(ModelSettings(), str(tmp_path))
    models = Models(spark, places, run_id="run", keep_metrics=lambda _: None)

    with pytest.raises(NoChampionError, match=r"model 'parcels'; run the job train_language"):
        score_labels.run(replace(ctx, models=models), LanguageSettings(heads=("parcels",)))


@pytest.mark.whole
def test_the_watch_leaves_the_posts_of_a_model_of_ones_own_out(ctx, tmp_path):
    write_model(tmp_path / "model", labels=("negative", "neutral", "positive"))
    score_sentiment.run(ctx, settings_of(sentiment=tmp_path / "model"))
    ctx.notes.clear()

    watch_language.run(ctx, DriftSettings())

    assert ctx.notes == {"asks_for_retraining": "nothing"}


@pytest.mark.whole
def test_the_watch_sees_models_of_ones_own_and_holds_them_to_labels_of_people(
    spark, ctx, frame, tmp_path
):
    """Four weeks and one more; in the last all posts get the label that none had."""
    written = write_model(tmp_path / "model", labels=("late", "other"), seed=5)
    said = {text: written.probabilities("[CLS]", text, "[SEP]") for text in ("good", "bad", "late")}
    label_of = {text: ("late", "other")[chances.argmax()] for text, chances in said.items()}
    (odd,) = [t for t in said if list(label_of.values()).count(label_of[t]) == 1]
    usual = [t for t in said if t != odd]
    monday = date(2024, 1, 29)
    days = {FIRST + timedelta(days=n): usual[n % 2] for n in range(28)}
    days |= {monday + timedelta(days=n): odd for n in range(7)}
    keys = [{"post_id": f"{day}", "post_date": day} for day in days]
    rows = [
        {**k, "user_id": "u", "is_usable": True, "text": text, "text_hash": text}
        for k, text in zip(keys, days.values(), strict=True)
    ]
    every = Days.of(days)
    ctx.lake.replace(frame(POSTS, *rows), POSTS, every)
    ctx.lake.replace(
        frame(POST_LANGUAGE, *[{**k, "is_read": True} for k in keys]), POST_LANGUAGE, every
    )
    settings = settings_of(sentiment=tmp_path / "mood", slow=tmp_path / "model")
    write_model(tmp_path / "mood", labels=("negative", "neutral", "positive"))
    for job in (score_labels, score_sentiment):
        job.run(replace(ctx, days=every), settings)
    told = [
        {"post_id": f"{day}", "model": "slow", "annotator": "ann", "label": label_of[usual[0]]}
        for day in days
    ]
    ctx.lake.merge(frame(POST_LABELS, *told), POST_LABELS)

    drift = DriftSettings(min_posts=7, min_labels=7, languages=settings)
    week = replace(ctx, days=Days.of([monday]), notes={})
    watch_language.run(week, drift)

    found = {
        (row["model"], row["metric"]): row["value"]
        for row in ctx.lake.read(MODEL_METRICS).collect()
    }
    assert found["slow", "accuracy"] == 0.0
    assert found["slow", "stated_accuracy"] == pytest.approx(said[odd].max(), abs=1e-6)
    # All of the week against none of the four weeks before, a half added to each count.
    p, q = 7.5 / 8, 0.5 / 29
    by_hand = (p - q) * np.log(p / q) + (q - p) * np.log((1 - p) / (1 - q))
    assert found["slow", "label_psi"] == pytest.approx(by_hand)
    assert found["sentiment", "posts"] == 7
    assert week.notes["asks_for_retraining"].endswith("slow 2024-01-29")
