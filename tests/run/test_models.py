from contextlib import suppress
from datetime import date
from functools import partial

import pytest
from matplotlib.figure import Figure
from mlflow.exceptions import MlflowException
from pydantic import BaseModel

from voxlake.core.errors import ConfigError, LockLostError, PlatformError
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.run.config import ModelSettings
from voxlake.run.model_versions import last_version
from voxlake.run.models import ModelPlaces, Models
from voxlake.tables import MODEL_METRICS, TOPICS


class Knobs(BaseModel):
    clusters: int = 3


@pytest.fixture(scope="module")
def kept():
    return []


@pytest.fixture(scope="module")
def models(spark, tmp_path_factory, kept):
    places = ModelPlaces.of(ModelSettings(), str(tmp_path_factory.mktemp("lake")))
    return Models(spark, places, run_id="r1", keep_metrics=kept.extend)


def test_without_a_champion_the_job_that_makes_one_is_named(models):
    assert not models.has_champion("topics")
    with pytest.raises(ConfigError, match="no champion of the model 'topics'; run the job fit_top"):
        models.champion("topics")


def test_a_promoted_model_is_the_champion_with_its_figures_kept(
    models, kept, tmp_path, monkeypatch
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    with models.fit("segments", Knobs(), {"posts": 3}) as fit:
        fit.metrics({"silhouette": 0.5}, split="train")
        fit.days(date(1970, 1, 3), date(2024, 3, 31), split="posts")
        fit.picture(Figure(), "sizes")
        version = fit.register({"centres": [1.0, 2.0]})
        assert not models.has_champion("segments")
        fit.promote()

    champion = models.champion("segments")
    assert (champion.version, version) == ("1", "1")
    assert champion.model == {"centres": [1.0, 2.0]}
    assert kept == [
        ("segments", "1", "train", "silhouette", 0.5),
        ("segments", "1", "posts", "first_day", 2.0),
        ("segments", "1", "posts", "last_day", 19_813.0),
    ]
    assert not list(tmp_path.iterdir())  # the temporary folder is as it was


def test_what_a_fit_read_and_how_it_was_set_is_logged(models):
    from mlflow import MlflowClient

    with models.fit("value", Knobs(clusters=9), {"orders": 4}) as fit:
        fit.register({"r": 0.25})
        fit.promote()

    run = MlflowClient().search_runs(["1"], "tags.`voxlake.model` = 'value'")[0]
    assert run.data.params == {"clusters": "9", "input.orders": "4"}
    assert models.champion("value").model == {"r": 0.25}


def test_a_later_version_waits_until_it_is_promoted(models):
    for r, is_promoted in ((1, True), (2, False)):
        with models.fit("topics", Knobs(), {}) as fit:
            fit.register({"r": r})
            if is_promoted:
                fit.promote()

    assert models.champion("topics").model == {"r": 1}


def test_a_version_that_is_a_pipeline_of_an_earlier_voxlake_counts_as_none(models, caplog):
    client, name = models._client, models._places.registered("propensity")
    client.create_registered_model(name)
    client.create_model_version(name, "file:///of/spark", tags={"flavor": "spark"})
    client.set_registered_model_alias(name, "champion", "1")

    assert models.version("propensity") is None
    assert "version 1 of the model 'propensity' is a pipeline of Spark" in caplog.text
    with pytest.raises(ConfigError, match="no champion of the model 'propensity'; run the job fit"):
        models.champion("propensity")
    with models.fit("propensity", Knobs(), {}) as fit:
        fit.register({"r": 1})
        fit.promote()
    assert (models.version("propensity"), models.champion("propensity").model) == ("2", {"r": 1})


def test_a_lake_without_a_folder_must_name_the_places():
    with pytest.raises(ConfigError, match=r"models\.tracking_uri, models\.artifact_root"):
        ModelPlaces.of(ModelSettings(), None)


def test_places_on_s3_are_written_as_mlflow_and_spark_each_want_them():
    places = ModelPlaces.of(ModelSettings(), "s3a://bucket/lake")

    assert places.artifact_root == "s3://bucket/lake/_mlflow/artifacts"
    assert places.by_key()["models.tracking_uri"] == "s3a://bucket/lake/_mlflow/mlflow.db"


def test_the_shipped_head_is_read_from_the_place_of_the_models(spark, tmp_path):
    from importlib.resources import files

    head = (files("voxlake.language.heads") / "shipped/sentiment/head.json").read_text("utf-8")
    (tmp_path / "models/heads/sentiment").mkdir(parents=True)
    settings = ModelSettings(place=str(tmp_path / "models"))
    models = Models(
        spark,
        ModelPlaces.of(settings, str(tmp_path / "lake")),
        run_id="r1",
        keep_metrics=lambda _: None,
    )

    with pytest.raises(PlatformError, match=r"There is no .*/heads/sentiment/head\.json: run"):
        models.champion("sentiment")
    (tmp_path / "models/heads/sentiment/head.json").write_text(head, "utf-8")

    assert models.champion("sentiment").version.startswith("shipped-")


def test_models_of_a_lake_on_s3_are_found_from_every_folder(spark, bucket, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    places = ModelPlaces.of(ModelSettings(), f"{bucket}/lake")
    models = Models(spark, places, run_id="r1", keep_metrics=lambda _: None)
    with models.fit("segments", Knobs(), {}) as fit:
        fit.register({"centres": [1.0, 2.0]})
        fit.promote()

    elsewhere = ModelPlaces.of(ModelSettings(), f"{bucket}/lake")
    of_later_run = Models(spark, elsewhere, run_id="r2", keep_metrics=lambda _: None)
    champion = of_later_run.champion("segments")

    assert elsewhere.address != places.address
    assert champion.model == {"centres": [1.0, 2.0]}
    with of_later_run.fit("segments", Knobs(), {}) as fit:
        assert (champion.version, fit.register({})) == ("1", "2")
    assert not list(tmp_path.iterdir())


def test_a_registry_that_begins_anew_gives_no_version_that_rows_of_the_lake_name(
    spark, frame, tmp_path
):
    lake = Lake(spark, Root(str(tmp_path / "lake")), run_id="r1")
    figure = {"model": "topics", "split": "train", "metric": "coherence", "value": 0.1}
    other = {**figure, "model": "value", "model_version": "7"}
    figures = [{**figure, "model_version": "2"}, {**figure, "model_version": "shipped-9"}, other]
    lake.merge(frame(MODEL_METRICS, *figures), MODEL_METRICS)
    lake.merge(frame(TOPICS, {"model_version": "3", "topic_id": 0}), TOPICS)
    models = Models(
        spark,
        ModelPlaces.of(ModelSettings(), str(tmp_path / "lake")),
        run_id="r1",
        keep_metrics=lambda _: None,
        last_version=partial(last_version, lake),
    )

    with lake.recording() as record, models.fit("topics", Knobs(), {}) as fit:
        version = fit.register({"r": 1})
        fit.promote()

    assert version == "4"
    assert not record.input_versions  # or the fit would seem to have new data after each other fit
    assert models.champion("topics").version == "4"


def test_an_error_of_mlflow_shows_no_password_of_its_address():
    class Silent:
        def get_model_version_by_alias(self, *_):
            raise MlflowException("no answer of https://me:canary@host/api")

    places = ModelPlaces("https://me:canary@host", "a", "b", has_heads=False, prefix="voxlake")
    models = Models(None, places, run_id="r1", keep_metrics=lambda _: None)
    models._client = Silent()

    with pytest.raises(PlatformError, match=r"MLflow at https://\*\*\*@host does not") as error:
        models.has_champion("topics")

    assert "canary" not in str(error.value)


def test_a_run_that_may_write_no_more_leaves_the_registry_as_it_is():
    kept = []

    class Registry:
        def keep_registry(self):
            kept.append("changed")

    def refuse():
        raise LockLostError("lost")

    for ask, expected in ((refuse, []), (lambda: None, ["changed"])):
        models = Models(None, Registry(), run_id="r1", keep_metrics=None, require_may_write=ask)
        with suppress(LockLostError):
            models._keep_registry()
        assert kept == expected
