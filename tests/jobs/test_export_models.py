"""Exported models say of users, buyers and vectors what the jobs' own models say."""

import json
from datetime import date, timedelta
from pathlib import Path

import made_up_models as made_up
import numpy as np
import pytest
from pydantic import BaseModel

from voxlake.core.days import Days
from voxlake.jobs import export_models
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.language.heads.plain import PlainHead, shipped_head
from voxlake.people.propensity.model import chances_of
from voxlake.people.segments.model import with_segments
from voxlake.people.value.prospects import History, Prospect, prospects
from voxlake.people.value.scores import outlooks, with_prospects
from voxlake.people.value.settings import ValueSettings
from voxlake.people.value.value_model import ValueModel
from voxlake.pipeline.exports import ExportSettings
from voxlake.run.config import ModelSettings
from voxlake.run.context import Context
from voxlake.run.exports import ExportFolder
from voxlake.run.models import ModelPlaces, Models
from voxlake.serve.scoring.heads import in_use
from voxlake.serve.scoring.shelf import Shelf
from voxlake.serve.scoring.users import UserModels
from voxlake.tables import MODEL_METRICS, USER_FEATURES

DAY = date(2024, 3, 31)
FITTED = {"segments": made_up.segments().numbers(), "propensity": made_up.propensity()}
FITTED |= {"value": made_up.value()}


class Knobs(BaseModel):
    """Settings of no fit."""


def register(ctx, name, numbers):
    with ctx.models.fit(name, Knobs(), {"posts": 3, "orders": None}) as fit:
        fit.metrics({"figure": 0.5}, split="train")
        version = fit.register(numbers)
        fit.promote()
    return version


@pytest.fixture(scope="module")
def ctx(spark, tmp_path_factory):
    """A lake whose models were exported once."""
    place = str(tmp_path_factory.mktemp("exports") / "lake")
    lake = Lake(spark, Root(place), run_id="run")
    models = Models(
        spark,
        ModelPlaces.of(ModelSettings(), place),
        run_id="run",
        keep_metrics=lambda rows: lake.merge_values(rows, MODEL_METRICS),
    )
    context = Context(spark, lake, models, Days.of([DAY]), "run")
    for name, numbers in FITTED.items():
        register(context, name, numbers)
    export_models.run(context, ExportSettings())
    return context


@pytest.fixture(scope="module")
def folder(ctx):
    return ExportFolder.of(None, str(ctx.lake.place.home))


def features_of(user):
    """The features of a request."""
    attributes = {f"attributes.{name}": text for name, text in user.get("attributes", {}).items()}
    return {**{n: v for n, v in user.items() if n != "attributes"}, **attributes}


def rows_of_users(frame):
    blank = {"as_of_date": DAY, "feature_version": made_up.VERSION}
    rows = ({**blank, "user_id": f"u{i}", **user} for i, user in enumerate(made_up.USERS))
    return frame(USER_FEATURES, *rows)


@pytest.mark.parametrize("method", ["kmeans", "mixture", "density"])
def test_a_user_is_in_the_segment_that_the_job_says(ctx, frame, tmp_path, method):
    model = made_up.segments(method)
    card = export_models.segment_card(model)
    folder = ExportFolder(str(tmp_path))
    folder.write({**card, "version": "7"}, export_models.segment_graph(model))
    users = UserModels(Shelf(folder))
    by_job = {row.user_id: row for row in with_segments(rows_of_users(frame), model).collect()}

    for i, user in enumerate(made_up.USERS):
        found, row = users.segment(features_of(user)), by_job.get(f"u{i}")
        assert (found.segment_id, found.model_version) == (row and row.segment_id, "7")
        if row:
            assert found.distance == pytest.approx(row.distance, rel=1e-9)
            assert found.name == model.names.get(row.segment_id)


def test_a_user_has_the_propensity_that_the_job_says(ctx, folder, frame):
    models = made_up.targets()
    rows = rows_of_users(frame).withColumn("chances", chances_of(models))
    by_job = {row.user_id: row.chances for row in rows.select("user_id", "chances").collect()}

    users = UserModels(Shelf(folder))

    for i, user in enumerate(made_up.USERS):
        found = {one.target: one.probability for one in users.propensity(features_of(user))}
        assert set(found) == {"linear", "trees", "network"}
        for target, chance in found.items():
            assert chance == pytest.approx(by_job[f"u{i}"][target], abs=1e-5), (i, target)


def test_a_buyer_has_the_value_that_the_job_says(spark):
    settings, model = ValueSettings(horizons=(30, 365)), ValueModel.of(made_up.value())
    day = date(2024, 1, 1)
    bought = [(day, 10.0), (day + timedelta(14), 20.0), (day + timedelta(14), 5.0)]
    histories = [
        History.of([(day, 10.0)], day + timedelta(70)),
        History.of([*bought, (day + timedelta(700), 9.0)], day + timedelta(90)),
    ]
    rows = [
        (i, h.frequency, h.recency / 7, h.age / 7, h.mean_value) for i, h in enumerate(histories)
    ]
    schema = "user_id int, frequency long, recency double, age double, mean_value double"
    buyers = spark.createDataFrame(rows, schema)
    told = with_prospects(buyers, outlooks(buyers, model, settings), model, settings).collect()
    by_job = {(row.user_id, row.horizon_days): row for row in told}

    assert histories[1] == History(1, 14.0, 90.0, 25.0)
    for i, history in enumerate(histories):
        for found in prospects(history, model, settings):
            for name in Prospect.__dataclass_fields__:
                expected = by_job[i, found.horizon_days][name]
                assert getattr(found, name) == pytest.approx(expected, rel=1e-9), name


def test_a_head_says_of_vectors_what_its_numbers_say(folder):
    version, numbers = shipped_head("emotion")
    head = in_use(Shelf(folder))("emotion")
    vectors = np.random.default_rng(1).normal(size=(50, 384)).astype(np.float32)

    said = head.chances(vectors)

    assert head.version == version
    assert np.abs(said - PlainHead.of(numbers).chances(vectors)).max() < 1e-12


def test_a_card_tells_what_the_model_was_made_of(folder):
    card = folder.read("propensity.trees", "1").card

    assert card["inputs_of_fit"] == {"orders": None, "posts": 3}
    assert card["metrics"] == {"train.figure": 0.5}
    assert [one["column"] for one in card["inputs"]] == [
        "post_count", "revenue", "sentiment_mean", "topic_shares", "country"
    ]  # fmt: skip
    assert folder.read("value", "1").card["unit_days"] == 7


def test_run_again_each_file_has_the_same_bytes(ctx, folder):
    def files():
        return {p: p.read_bytes() for p in sorted(Path(folder.place).rglob("*")) if p.is_file()}

    before = files()
    export_models.run(ctx, ExportSettings())

    assert len(before) == 3 * 7
    assert files() == before


def test_a_new_champion_is_exported_beside_the_old_one_and_taken_into_use(ctx, tmp_path):
    folder, now = ExportFolder(str(tmp_path)), [0.0]
    settings = ExportSettings(models=str(tmp_path))
    export_models.run(ctx, settings)
    shelf = Shelf(folder, refresh_s=30, clock=lambda: now[0])
    first = shelf.get("value").version
    second = register(ctx, "value", {**made_up.value(), "currency": "USD"})
    export_models.run(ctx, settings)

    assert shelf.get("value").version == first  # for half a minute
    now[0] = 31.0
    assert shelf.get("value").version == second
    assert json.loads(shelf.get("value").exported.content)["currency"] == "USD"
    assert folder.read("value", first).card["currency"] == "EUR"
