"""The routes of scoring, by small models that nobody fitted."""

import re
import subprocess
import sys
from datetime import date
from functools import cache
from pathlib import Path

import made_up_models as made_up
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient

from voxlake.core.errors import PlatformError
from voxlake.core.storage import read_bytes
from voxlake.jobs.common.model_cards import head_card, propensity_card, segment_card, value_card
from voxlake.language.encoder.vectors import TextEncoder
from voxlake.language.heads.graph import head_graph
from voxlake.language.heads.plain import PlainHead, shipped_head
from voxlake.language.settings import LanguageSettings
from voxlake.people.propensity.graph import propensity_graph
from voxlake.people.segments.graph import segment_graph
from voxlake.people.value.value_model import ValueModel
from voxlake.run.config import load
from voxlake.run.exports import ExportFolder, as_json
from voxlake.serve.auth.principal import Principal, Role
from voxlake.serve.errors import RefusedError
from voxlake.serve.scoring.heads import in_use, shipped
from voxlake.serve.scoring.opened import scoring_of
from voxlake.serve.scoring.routes import Scoring, router
from voxlake.serve.scoring.shelf import Shelf
from voxlake.serve.scoring.texts import TextModels
from voxlake.serve.scoring.users import UserModels
from voxlake.setup.encoder import encoder_folder

GERMAN = "Das ist wirklich ein sehr schlechter Kundendienst, ich warte seit drei Wochen."
FEATURES = {"post_count": 3, "topic_shares": [0.2, 0.8], "country": "DE", "attributes.plan": "b"}
CONF = Path(__file__).parents[3] / "conf"
BOUGHT = [{"date": "2024-01-01", "amount": 20}, {"date": "2024-02-01", "amount": 30.5}]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Segments, a target and value, exported."""
    folder = ExportFolder(str(tmp_path_factory.mktemp("exported")))
    segments, target = made_up.segments(), made_up.targets()["trees"]
    folder.write({**segment_card(segments), "version": "4"}, segment_graph(segments))
    folder.write({**propensity_card("buys", target), "version": "2"}, propensity_graph(target))
    value = made_up.value()
    card = value_card(ValueModel.of(value))
    folder.write({**card, "version": "9"}, as_json(value).encode())
    return folder


def client_of(scoring, *roles):
    app = FastAPI()
    app.include_router(router(scoring))

    @app.middleware("http")
    async def principal(request: Request, answer):
        request.state.principal = Principal("test", frozenset(roles))
        return await answer(request)

    @app.exception_handler(RefusedError)
    def refused(_: Request, error: RefusedError):
        return JSONResponse({"code": error.code, "message": str(error)}, error.status)

    return TestClient(app)


@cache
def encoder(name):
    return TextEncoder.open(str(encoder_folder(name)), read_bytes, 1)


@pytest.fixture(scope="module")
def texts():
    return TextModels(encoder, cache(shipped), LanguageSettings())


@pytest.fixture(scope="module")
def client(folder, texts):
    return client_of(Scoring(texts, UserModels(Shelf(folder))), Role.MARKETER)


def test_texts_have_language_sentiment_and_emotion_with_the_models_that_said_so(client):
    sad = "I am so sad about it, it broke my heart"
    asked = {"texts": ["I love this app so much, it made my day!", GERMAN, "", sad]}

    scores = client.post("/v1/score/texts", json=asked).json()["scores"]

    assert [one["sentiment_label"] for one in scores] == ["positive", None, None, "negative"]
    assert [one["emotion_label"] for one in scores] == ["joy", None, None, "sadness"]
    assert [one["is_read"] for one in scores] == [True, False, False, True]
    assert scores[1]["language"] == "de"
    assert sum(scores[0]["sentiment"].values()) == pytest.approx(1)
    assert scores[0]["sentiment_model"] == shipped_head("sentiment")[0]
    assert scores[0]["vector_feeling"] is None


def test_vectors_are_answered_where_they_are_asked_for(client):
    asked = {"texts": ["good", GERMAN], "vectors": True}

    read, foreign = client.post("/v1/score/texts", json=asked).json()["scores"]

    assert (len(read["vector_feeling"]), len(read["vector_meaning"])) == (384, 384)
    assert (foreign["vector_feeling"], len(foreign["vector_meaning"])) == (None, 384)


@pytest.mark.parametrize(
    "asked",
    [
        {"texts": []},
        {"texts": ["x"] * 101},
        {"texts": ["x" * 10_001]},
        {"texts": [3]},
        {"texts": ["x"], "unknown": 1},
    ],
)
def test_too_many_or_too_long_texts_are_refused(client, asked):
    assert client.post("/v1/score/texts", json=asked).status_code == 422


def test_a_user_has_a_segment_with_name_and_version(client):
    found = client.post("/v1/score/segment", json={"features": FEATURES}).json()

    assert found["segment_id"] in (0, 1, 2)
    assert (found["model_version"], found["feature_version"]) == ("4", made_up.VERSION)


def test_a_user_has_a_propensity_for_each_target(client):
    (found,) = client.post("/v1/score/propensity", json={"features": FEATURES}).json()["scores"]

    assert (found["target"], found["model_version"]) == ("buys", "2")
    assert 0 < found["probability"] < 1


@pytest.mark.parametrize(
    ("features", "said"),
    [
        ({"post_counts": 3}, r"no feature 'post_counts'; this model goes by .*post_count"),
        ({"follower_count": None}, r"None of the features .* is given: .*post_count"),
        ({"post_count": "3"}, r"feature post_count is to be a number"),
        ({"country": 3}, r"feature country is to be a text"),
        ({"topic_shares": 0.5}, r"feature topic_shares is to be a list"),
    ],
)
@pytest.mark.parametrize("what", ["segment", "propensity"])
def test_a_feature_that_is_unknown_missing_or_wrong_is_named(client, features, said, what):
    answer = client.post(f"/v1/score/{what}", json={"features": features})

    assert answer.status_code == 422
    assert re.search(said, answer.json()["message"])


def test_an_unknown_target_is_told_with_those_there_are(client):
    asked = {"features": FEATURES, "targets": ["churns"]}
    answer = client.post("/v1/score/propensity", json=asked)

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_target")
    assert "churns, but buys" in answer.json()["message"]


def test_a_buyer_has_a_value_by_horizon(client):
    asked = {"purchases": BOUGHT, "as_of": "2024-03-01"}
    found = client.post("/v1/score/value", json=asked).json()

    assert (found["currency"], found["model_version"]) == ("EUR", "9")
    assert [one["horizon_days"] for one in found["horizons"]] == [30, 90, 365]
    values = [one["expected_value"] for one in found["horizons"]]
    assert 0 < values[0] < values[1] < values[2]


def test_a_buyer_without_a_purchase_up_to_the_day_is_refused(client):
    asked = {"purchases": BOUGHT, "as_of": str(date(2023, 1, 1))}
    answer = client.post("/v1/score/value", json=asked)

    assert (answer.status_code, answer.json()["code"]) == (422, "no_purchase")


@pytest.mark.parametrize(
    ("what", "asked"),
    [
        ("texts", {"texts": ["x"]}),
        ("segment", {"features": FEATURES}),
        ("propensity", {"features": FEATURES}),
        ("value", {"purchases": BOUGHT, "as_of": "2024-03-01"}),
    ],
)
def test_without_a_model_the_answer_says_what_to_do(tmp_path, what, asked):
    nothing = client_of(Scoring(None, UserModels(Shelf(ExportFolder(str(tmp_path))))), Role.ANALYST)

    answer = nothing.post(f"/v1/score/{what}", json=asked)

    assert (answer.status_code, answer.json()["code"]) == (503, "model_missing")
    assert "run" in answer.json()["message"]


def test_a_reader_may_not_score(folder):
    reader = client_of(Scoring(None, UserModels(Shelf(folder))), Role.READER)

    assert reader.post("/v1/score/segment", json={"features": FEATURES}).status_code == 403


def test_a_half_written_export_is_not_taken_and_the_one_before_stays(tmp_path):
    folder, now = ExportFolder(str(tmp_path)), [0.0]
    card = value_card(ValueModel.of(made_up.value()))
    folder.write({**card, "version": "1"}, as_json(made_up.value()).encode())
    shelf = Shelf(folder, refresh_s=1, clock=lambda: now[0])
    assert shelf.get("value").version == "1"
    folder.write({**card, "version": "2"}, b"{}")
    (tmp_path / "value/2/model.json").write_bytes(b"{")
    now[0] = 2.0

    assert shelf.get("value").version == "1"
    with pytest.raises(RefusedError, match="value cannot be read"):
        Shelf(folder).get("value")


def test_an_exported_head_takes_the_place_of_the_one_that_ships(tmp_path):
    folder = ExportFolder(str(tmp_path))
    numbers = shipped_head("sentiment")[1]
    turned = PlainHead.of({**numbers, "labels": numbers["labels"][::-1]})
    folder.write({**head_card("sentiment", turned), "version": "3"}, head_graph(turned))
    texts = TextModels(encoder, in_use(Shelf(folder)), LanguageSettings())

    (scores,) = texts.score(["I love this app so much, it made my day!"])

    assert (scores.sentiment_label, scores.sentiment_model) == ("negative", "3")
    assert scores.emotion_model == shipped_head("emotion")[0]


def test_a_head_of_another_encoder_is_refused(tmp_path):
    folder = ExportFolder(str(tmp_path))
    other = PlainHead.of({**shipped_head("sentiment")[1], "encoder_version": "other"})
    folder.write({**head_card("sentiment", other), "version": "3"}, head_graph(other))
    texts = TextModels(encoder, in_use(Shelf(folder)), LanguageSettings())

    with pytest.raises(RefusedError, match=r"sentiment model 3 reads vectors of other"):
        texts.score(["good"])


def test_a_model_of_ones_own_in_place_of_a_head_is_not_passed_over():
    own = LanguageSettings(own={"sentiment": {"path": "somewhere"}})

    with pytest.raises(RefusedError, match=r"sentiment by the model of languages\.own"):
        TextModels(encoder, shipped, own).score(["good"])


def test_without_an_encoder_the_set_up_is_named(tmp_path):
    with pytest.raises(PlatformError, match=r"no text encoder in .*run `python -m voxlake\.setup`"):
        TextModels.open(str(tmp_path))


def test_scoring_imports_no_spark_and_no_mlflow():
    asked = (
        "import sys, voxlake.serve.scoring.routes; "
        "print({m.split('.')[0] for m in sys.modules} & {'pyspark', 'sparknlp', 'py4j', 'mlflow'})"
    )
    printed = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=False
    )

    assert printed.stdout.strip() == "set()", printed.stderr


def test_a_config_says_where_models_lie_and_without_an_encoder_users_are_scored(
    folder, tmp_path, monkeypatch
):
    monkeypatch.setenv("VOXLAKE_CACHE", str(tmp_path))
    config = load(
        conf_dir=str(CONF), overrides=[f"lake.root={tmp_path}", f"exports.models={folder.place}"]
    )

    scoring = scoring_of(config, str(tmp_path))

    assert scoring.texts is None
    assert scoring.users.segment(FEATURES).model_version == "4"
