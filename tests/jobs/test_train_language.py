import json

import pytest
from mlflow import MlflowClient

from voxlake.core.days import Days
from voxlake.core.errors import ConfigError, InputError, TooLittleDataError
from voxlake.jobs import evaluate_language, train_language
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.language.settings import LabelledTexts, TrainingSettings
from voxlake.run.config import ModelSettings
from voxlake.run.context import Context
from voxlake.run.models import ModelPlaces, Models
from voxlake.tables import MODEL_METRICS
from voxlake.tables.columns import SENTIMENTS

MOODS = {
    "sad": ["I hate this delay", "awful service", "so sad and angry", "the worst ever"],
    "glad": ["I love this", "great service", "so happy today", "the best ever"],
    "plain": ["the train leaves at nine", "they meet on Monday", "it is in Rome", "a red door"],
}
WORDINGS = ("{}", "well, {}", "{} @you http://x.y/z", "{} again", "{} and so on")


@pytest.fixture
def texts(tmp_path):
    """Twelve texts, each in five wordings, as JSON lines; the wordings of one are a group."""
    path = tmp_path / "moods.jsonl"
    rows = [
        {"body": wording.format(text), "mood": mood, "of": text}
        for mood, of_mood in MOODS.items()
        for text in of_mood
        for wording in WORDINGS
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return LabelledTexts(path=str(path), format="json", text_column="body", label_column="mood")


@pytest.fixture
def settings(texts):
    return TrainingSettings(
        model="complaint",
        texts=texts,
        held_out=0.3,
        regularisations=(0.01,),
        folds=2,
        curve=(0.5, 1.0),
        max_iterations=5,
        promote_from=0.4,
        resamples=50,
    )


@pytest.fixture
def ctx(spark, tmp_path):
    places = ModelPlaces.of(ModelSettings(), str(tmp_path))
    models = Models(spark, places, run_id="run", keep_metrics=lambda _: None)
    lake = Lake(spark, Root(str(tmp_path)), run_id="run")
    return Context(spark, lake, models, Days.every(), "run")


@pytest.mark.whole
def test_a_head_of_any_labels_is_trained_logged_put_to_use_and_measured(ctx, settings):
    train_language.run(ctx, settings)

    assert ctx.notes["promoted"]
    champion = ctx.models.champion("complaint")
    assert champion.version == ctx.notes["version"]
    assert champion.model["labels"] == ["glad", "plain", "sad"]
    run = MlflowClient().search_runs(["1"], "tags.`voxlake.model` = 'complaint'")[0]
    assert int(run.data.params["input.training"]) != 0
    assert run.data.metrics["held_out all.macro_recall"] > 0.4
    assert 0 <= run.data.metrics["cross_validation.calibration_error"] <= 1
    assert "curve 0.5.macro_recall" in run.data.metrics
    assert "held_out label sad.recall" in run.data.metrics
    pictures = MlflowClient().list_artifacts(run.info.run_id, "pictures")
    assert {picture.path for picture in pictures} == {
        "pictures/held_out_confusion.png",
        "pictures/reliability.png",
    }

    evaluate_language.run(ctx, settings)

    rows = ctx.lake.read(MODEL_METRICS).collect()
    found = {(row["split"].split(" ", 1)[1], row["metric"]): row["value"] for row in rows}
    assert found["all", "texts"] == 60
    assert found["all", "accuracy"] > 0.8
    assert found["label glad", "texts"] == 20
    assert found["words 1 to 5", "texts"] >= 30
    assert {row["model_version"] for row in rows} == {champion.version}


@pytest.mark.whole
def test_a_head_that_is_no_better_than_the_one_in_use_waits(ctx, settings):
    train_language.run(ctx, settings)
    first = ctx.models.champion("complaint").version

    train_language.run(ctx, settings)

    assert not ctx.notes["promoted"]
    assert "over version 1" in ctx.notes["gain_in_macro_recall"]
    assert ctx.models.champion("complaint").version == first


@pytest.mark.whole
def test_labels_of_sentiment_keep_their_order_and_must_beat_the_shipped_head(ctx, settings, texts):
    meanings = {"sad": "negative", "glad": "positive", "plain": "neutral"}
    own = texts.model_copy(update={"labels": meanings})

    train_language.run(ctx, settings.model_copy(update={"model": "sentiment", "texts": own}))

    assert "over version shipped-" in ctx.notes["gain_in_macro_recall"]
    model = ctx.models.champion("sentiment").model
    assert model["labels"] == list(SENTIMENTS)


def test_what_cannot_be_trained_or_measured_is_said(ctx, settings, texts):
    for job in (train_language, evaluate_language):
        with pytest.raises(ConfigError, match=r"training\.texts\.path .*post_labels"):
            job.run(ctx, TrainingSettings())
    one = texts.model_copy(update={"labels": dict.fromkeys(MOODS, "same")})
    with pytest.raises(TooLittleDataError, match=r"two labels with 10 texts each; there are same"):
        train_language.run(ctx, settings.model_copy(update={"texts": one}))
    strange = settings.model_copy(update={"model": "sentiment"})
    with pytest.raises(InputError, match=r"no label of negative, neutral, positive"):
        evaluate_language.run(ctx, strange)
