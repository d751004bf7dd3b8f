import pytest

pytest.importorskip("torch", reason="needs the extra [train]")
pytest.importorskip("transformers", reason="needs the extra [train]")
pytest.importorskip("onnx", reason="needs the extra [train]")

from tiny_encoder import write_template

from voxlake.core.days import Days
from voxlake.core.errors import ConfigError
from voxlake.jobs import train_encoder
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.language.encoder.settings import EncoderSettings, EncoderTexts
from voxlake.language.settings import LabelledTexts
from voxlake.run.config import ModelSettings
from voxlake.run.context import Context
from voxlake.run.models import ModelPlaces, Models
from voxlake.setup.encoder import read_card


@pytest.fixture
def ctx(spark, tmp_path):
    places = ModelPlaces.of(ModelSettings(), str(tmp_path))
    models = Models(spark, places, run_id="run", keep_metrics=lambda _: None)
    return Context(spark, Lake(spark, Root(str(tmp_path)), run_id="run"), models, Days.every(), "r")


def settings_of(folder, **changes):
    path = folder / "moods.csv"
    rows = [f"{a} {b} {word},{label}" for a in "abcd" for b in "efgh" for word, label in LABELS]
    path.write_text("text,label\n" + "\n".join(rows) + "\n")
    texts = EncoderTexts(
        head="mood",
        texts=LabelledTexts(path=str(path), format="csv"),
        means={"1": ("up",), "0": ("down",), "0|1": ("down", "up")},
        separator="/",
    )
    return EncoderSettings(
        template=str(folder / "template"),
        output=str(folder / "trained"),
        heads={"mood": ("down", "up")},
        texts=(texts,),
        held_out=0.2,
        rounds=2,
        batch=8,
        kept_tokens=32,
        learning_rate=1e-3,
        head_learning_rate=2e-2,
        **changes,
    )


LABELS = (("good", "1"), ("bad", "0"), ("sad", "0/1"))


def test_an_encoder_is_trained_measured_and_written_for_spark_nlp(ctx, tmp_path):
    (tmp_path / "template").mkdir()
    write_template(tmp_path / "template")
    settings = settings_of(tmp_path)

    train_encoder.run(ctx, settings)
    first = read_card(tmp_path / "trained" / "encoder.zip")
    train_encoder.run(ctx, settings)  # the checkpoint says that all steps are done

    assert read_card(tmp_path / "trained" / "encoder.zip") == first
    assert first["max_tokens"] == 32
    assert (tmp_path / "trained" / "trained.onnx").is_file()
    (told,) = [v for k, v in ctx.notes.items() if k.startswith("mood of")]
    assert "held out" in told


def test_what_is_missing_is_named(ctx, tmp_path):
    with pytest.raises(ConfigError, match=r"encoder\.template, encoder\.output, encoder\.texts"):
        train_encoder.run(ctx, EncoderSettings())
    (tmp_path / "template").mkdir()
    settings = settings_of(tmp_path)
    table = settings.texts[0].model_copy(update={"means": {"1": ("up",)}})
    with pytest.raises(ConfigError, match=r"encoder\.texts\.means lacks 0"):
        train_encoder.run(ctx, settings.model_copy(update={"texts": (table,)}))
