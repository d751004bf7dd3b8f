"""Bandits over HTTP: who may ask, what is answered, and what is refused."""

import json
from datetime import UTC, datetime
from functools import cache

import pytest
from arrow_lakes import write
from served import EVERYTHING, READER, client

from voxlake.marketing.experiments.settings import BanditSettings, ExperimentSettings
from voxlake.serve.bandits.bandits import Bandits
from voxlake.serve.bandits.routes import router
from voxlake.serve.bandits.states import States
from voxlake.serve.bandits.store import Store
from voxlake.serve.reading.lake import Lake
from voxlake.tables import EXPERIMENTS

SETTINGS = ExperimentSettings(bandits={"shop:x": BanditSettings()})
CHOOSE, REWARD = "/v1/bandits/shop:x/choose", "/v1/bandits/shop:x/reward"


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """Gives the client of a principal."""
    tmp_path = tmp_path_factory.mktemp("bandits")
    folder = tmp_path / "lake"
    write(folder, EXPERIMENTS, {"experiment_id": "shop:x", "arms": ["a", "b"], "metric": "bought"})
    lake, store = Lake(str(folder), refresh_s=0), Store(tmp_path / "choices.sqlite")
    now = datetime(2024, 3, 1, tzinfo=UTC)
    bandits = Bandits(store, States(lake, SETTINGS), "UTC", lambda: now)
    yield cache(lambda principal=EVERYTHING: client(lake, principal, (lambda _: router(bandits),)))
    bandits.close()


def test_an_arm_is_chosen_once_and_rewarded_once(ask):
    api = ask()

    first = api.post(CHOOSE, json={"user_id": "shop:1"})
    again = api.post(CHOOSE, json={"user_id": "shop:1"})

    assert first.status_code == 200, first.text
    choice = first.json()
    assert choice["arm"] in ("a", "b")
    assert (choice["propensity"], choice["day"]) == (pytest.approx(0.5), "2024-03-01")
    assert again.json() == choice | {"is_new": False}
    sent = {"choice_id": choice["choice_id"], "value": 1}
    assert api.post(REWARD, json=sent).json()["is_new"]
    assert not api.post(REWARD, json=sent).json()["is_new"]
    assert api.post(REWARD, json=sent | {"value": 0}).status_code == 409


def test_a_choice_is_rewarded_under_its_own_experiment_alone(ask):
    choice_id = ask().post(CHOOSE, json={"user_id": "shop:1"}).json()["choice_id"]
    sent = {"choice_id": choice_id, "value": 1}

    answer = ask().post("/v1/bandits/shop:y/reward", json=sent)

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_choice")


def test_only_marketers_choose(ask):
    assert ask(READER).post(CHOOSE, json={"user_id": "shop:1"}).status_code == 403
    assert ask(None).post(CHOOSE, json={"user_id": "shop:1"}).status_code == 401


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/v1/bandits/shop:none/choose", {"user_id": "shop:1"}, 404),
        ("/v1/bandits/x' OR 1=1/choose", {"user_id": "shop:1"}, 422),
        (CHOOSE, {"user_id": "'; DROP TABLE events; --"}, 422),
        (CHOOSE, {"user_id": ""}, 422),
        (CHOOSE, {"user_id": "shop:" + "1" * 300}, 422),
        (CHOOSE, {"user_id": "shop:1", "context": {"age": "old"}}, 422),
        (CHOOSE, {"user_id": "shop:\ud83d"}, 422),
        (CHOOSE, {}, 422),
        (REWARD, {"choice_id": "shop:x:none", "value": 1}, 404),
        (REWARD, {"choice_id": "shop:y:none", "value": 1}, 404),
        (REWARD, {"choice_id": "shop:x:none", "value": "much"}, 422),
    ],
)
def test_what_cannot_be_is_refused_with_the_right_status(ask, path, body, status):
    sent = {"content": json.dumps(body), "headers": {"Content-Type": "application/json"}}

    answer = ask().post(path, **sent)

    assert answer.status_code == status, answer.text
    assert answer.json()["error"]["message"]
