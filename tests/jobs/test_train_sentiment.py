import json
from pathlib import Path

import pytest
from mlflow import MlflowClient

from voxlake.config import ModelSettings
from voxlake.days import Days
from voxlake.errors import ConfigError
from voxlake.job import Context
from voxlake.jobs import train_sentiment
from voxlake.lake import Lake
from voxlake.language.settings import SENTIMENTS, LabelledTexts, SentimentSettings
from voxlake.models import ModelPlaces, Models
from voxlake.place import Root

MOODS = {
    "sad": ["I hate this delay", "awful service", "so sad and angry", "the worst ever"],
    "glad": ["I love this", "great service", "so happy today", "the best ever"],
    "plain": ["the train leaves at nine", "they meet on Monday", "it is in Rome", "a red door"],
}
MEANINGS = {"sad": "negative", "plain": "neutral", "glad": "positive"}


@pytest.fixture
def settings(tmp_path):
    """Twelve texts, each in three wordings, as JSON lines."""
    path = tmp_path / "moods.jsonl"
    rows = [
        {"body": wording.format(text), "mood": mood}
        for mood, texts in MOODS.items()
        for text in texts
        for wording in ("{}", "well, {}", "{} @you http://x.y/z")
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    training = LabelledTexts(
        path=str(path), format="json", text_column="body", label_column="mood", labels=MEANINGS
    )
    return SentimentSettings(
        training=training, regularisations=(0.01,), folds=2, max_iterations=5, promote_from=0.4
    )


@pytest.fixture
def ctx(spark, tmp_path):
    places = ModelPlaces.of(ModelSettings(), str(tmp_path))
    models = Models(spark, places, run_id="run", keep_metrics=lambda _: None)
    lake = Lake(spark, Root(str(tmp_path)), run_id="run")
    return Context(spark, lake, models, Days.every(), "run")


def test_a_head_is_trained_logged_and_put_to_use(ctx, settings):
    train_sentiment.run(ctx, settings)

    assert ctx.notes["promoted"]
    assert ctx.models.champion("sentiment").version == ctx.notes["version"]
    run = MlflowClient().search_runs(["1"], "tags.`voxlake.model` = 'sentiment'")[0]
    assert int(run.data.params["input.training"]) != 0
    assert run.data.params["folds"] == "2"
    assert run.data.metrics["held_out.macro_recall"] > 0.4
    pictures = MlflowClient().list_artifacts(run.info.run_id, "pictures")
    assert [picture.path for picture in pictures] == [
        "pictures/held_out_confusion.png",
        "pictures/held_out_reliability.png",
    ]
    assert 0 <= run.data.metrics["held_out.calibration_error"] <= 1
    assert ctx.models.champion("sentiment").model["labels"] == list(SENTIMENTS)


def test_a_head_of_texts_that_people_label_in_two_ways_is_kept_but_not_put_to_use(ctx, settings):
    path = Path(settings.training.path)
    agreed = path.read_text()
    path.write_text(agreed + agreed.replace('"glad"', '"sad"').replace('"plain"', '"glad"'))

    train_sentiment.run(ctx, settings.model_copy(update={"promote_from": 0.9}))

    assert not ctx.notes["promoted"]
    assert 0 < ctx.notes["macro_recall"] < 0.9
    assert ctx.notes["version"] == "1"
    assert not ctx.models.has_champion("sentiment")


def test_without_labelled_texts_the_setting_is_named(ctx):
    with pytest.raises(ConfigError, match=r"sentiment\.training\.path"):
        train_sentiment.run(ctx, SentimentSettings())
