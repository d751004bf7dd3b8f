"""Choices on request: one for each user and day, kept before they are answered."""

import json
import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from arrow_lakes import write

from voxlake.lake.place import Root
from voxlake.marketing.experiments.settings import BanditSettings, ExperimentSettings
from voxlake.serve.bandits.bandits import Bandits
from voxlake.serve.bandits.replay import Replay
from voxlake.serve.bandits.states import States
from voxlake.serve.bandits.store import ASSIGNMENT, OUTCOME, Store
from voxlake.serve.errors import RefusedError
from voxlake.serve.reading.lake import Lake
from voxlake.tables import BANDIT_STATE, EXPERIMENTS

AT = datetime(2024, 3, 1, 23, 30, tzinfo=UTC)
SETTINGS = ExperimentSettings(
    seed=7,
    bandits={
        "shop:x": BanditSettings(),
        "shop:y": BanditSettings(policy="linear_thompson", context=("age", "spent"), draws=100),
        "shop:over": BanditSettings(),
    },
)
PLANS = [
    {"experiment_id": "shop:x", "arms": ["a", "b"], "metric": "bought", "ends_on": None},
    {"experiment_id": "shop:y", "arms": ["a", "b"], "metric": None, "ends_on": None},
    {"experiment_id": "shop:over", "arms": ["a"], "metric": None, "ends_on": date(2024, 2, 1)},
]


ROW = {"experiment_id": "shop:x", "metric": "bought", "as_of_date": date(2024, 3, 1)}


@pytest.fixture
def folder(tmp_path):
    """A lake with planned experiments, of which no bandit has learnt yet."""
    write(tmp_path / "lake", EXPERIMENTS, *PLANS)
    return tmp_path / "lake"


@pytest.fixture
def states(folder):
    return States(Lake(str(folder), refresh_s=0), SETTINGS)


@pytest.fixture
def bandits(tmp_path, states):
    store = Store(tmp_path / "choices.sqlite")
    yield Bandits(store, states, "UTC", lambda: AT)
    store.close()


def refusal(call, *args):
    with pytest.raises(RefusedError) as refused:
        call(*args)
    return refused.value.status, refused.value.code


def test_a_user_has_one_choice_a_day_and_another_user_another(bandits):
    first, again = bandits.choose("shop:x", "shop:1"), bandits.choose("shop:x", "shop:1")

    assert (first.is_new, again.is_new) == (True, False)
    assert (first.choice_id, first.arm, first.propensity) == (
        again.choice_id,
        again.arm,
        again.propensity,
    )
    assert bandits.choose("shop:x", "shop:2").choice_id != first.choice_id


def test_the_day_of_a_choice_is_that_of_the_lakes_zone(tmp_path, states):
    store = Store(tmp_path / "choices.sqlite")
    berlin = Bandits(store, states, "Europe/Berlin", lambda: AT)

    assert berlin.choose("shop:x", "shop:1").day == date(2024, 3, 2)
    store.close()


def test_a_bandit_that_learnt_gives_its_best_arm_more_users(tmp_path, folder, states):
    rows = [
        {"arm": arm, "place": place, "choice_count": 100, "weight": 100.0}
        | {"reward_sum": wins, "reward_square_sum": wins}
        for place, (arm, wins) in enumerate([("a", 5.0), ("b", 60.0)])
    ]
    write(folder, BANDIT_STATE, *(ROW | row for row in rows))
    store = Store(tmp_path / "choices.sqlite")
    bandits = Bandits(store, states, "UTC", lambda: AT)

    chosen = [bandits.choose("shop:x", f"shop:{n}") for n in range(20)]

    assert {one.arm for one in chosen} == {"b"}
    assert all(one.propensity > 0.99 for one in chosen)
    store.close()


def test_a_state_that_was_learnt_meanwhile_is_seen(bandits, folder):
    before = bandits.choose("shop:x", "shop:1").propensity
    counts = {"choice_count": 1, "weight": 1.0, "reward_sum": 1.0, "reward_square_sum": 1.0}
    write(folder, BANDIT_STATE, ROW | counts | {"arm": "b", "place": 0})

    after = bandits.choose("shop:x", "shop:2")

    assert (before, after.arm, after.propensity) == (pytest.approx(0.5), "b", 1.0)


def test_a_state_that_is_made_anew_is_seen_though_its_version_is_the_same(bandits, folder):
    counts = {"choice_count": 1, "weight": 1.0, "reward_sum": 1.0, "reward_square_sum": 1.0}
    told = []
    for arm, user in (("a", "shop:1"), ("b", "shop:2")):
        shutil.rmtree(Root(str(folder)).path_of(BANDIT_STATE), ignore_errors=True)
        write(folder, BANDIT_STATE, ROW | counts | {"arm": arm, "place": 0})
        told.append(bandits.choose("shop:x", user).arm)

    assert told == ["a", "b"]


def test_a_context_is_asked_for_by_name_and_kept(bandits):
    assert refusal(bandits.choose, "shop:y", "shop:1", {"age": 3}) == (422, "context_missing")

    found = bandits.choose("shop:y", "shop:1", {"spent": 2.5, "age": 3, "other": 1})

    kept = bandits._store.of_choice(found.choice_id, ASSIGNMENT)
    assert list(kept.context.items()) == [("age", 3.0), ("spent", 2.5)]


@pytest.mark.parametrize(
    ("experiment", "user", "status", "code"),
    [
        ("shop:none", "shop:1", 404, "unknown_bandit"),
        ("shop:over", "shop:1", 409, "experiment_over"),
        ("shop:x", "forum:1", 422, "namespace_differs"),
        ("shop:x", "1", 422, "namespace_differs"),
        ("shop:x", "shop:a b", 422, "namespace_differs"),
        ("'; DROP TABLE events; --", "shop:1", 422, "namespace_differs"),
    ],
)
def test_what_cannot_be_chosen_for_is_refused_with_a_reason(
    bandits, experiment, user, status, code
):
    assert refusal(bandits.choose, experiment, user) == (status, code)


def test_on_the_last_day_of_an_experiment_arms_are_chosen_still(bandits, folder):
    write(folder, EXPERIMENTS, {**PLANS[0], "ends_on": AT.date()})

    assert bandits.choose("shop:x", "shop:1").is_new


def test_arms_that_nothing_tells_are_refused(bandits, folder):
    write(folder, EXPERIMENTS, PLANS[2])

    assert refusal(bandits.choose, "shop:x", "shop:1") == (409, "bandit_without_arms")


def test_a_reward_counts_once_and_another_of_the_same_choice_is_refused(bandits):
    choice = bandits.choose("shop:x", "shop:1").choice_id

    assert bandits.reward(choice, 1.0)
    assert not bandits.reward(choice, 1.0)
    assert refusal(bandits.reward, choice, 0.0) == (409, "rewarded_before")
    assert refusal(bandits.reward, "shop:x:none", 1.0) == (404, "unknown_choice")
    assert refusal(bandits.reward, choice, float("nan")) == (422, "reward_not_finite")
    assert bandits._store.of_choice(choice, OUTCOME).metric == "bought"


def test_many_who_ask_at_once_for_one_user_get_one_choice(bandits):
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda _: bandits.choose("shop:x", "shop:1"), range(64)))

    assert len({one.choice_id for one in found}) == 1
    assert sum(one.is_new for one in found) == 1


CHILD = """
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from voxlake.serve.bandits.store import ASSIGNMENT, Event, Store

path, arm = sys.argv[1:]
store = Store(Path(path))
for number in range(100_000):
    at = datetime.now(UTC)
    kept, _ = store.keep(Event(ASSIGNMENT, f"shop:x:{arm}{number}", "shop:x", f"shop:{number}",
                            date(2024, 3, 1), at, arm, 0.5))
    print(number, kept.choice_id, kept.arm, flush=True)
"""


def keeping(path, arm):
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path), arm], stdout=subprocess.PIPE, text=True
    )


def test_what_two_processes_were_told_is_one_choice_each_and_outlives_a_kill(tmp_path):
    path = tmp_path / "choices.sqlite"
    asked = [keeping(path, arm) for arm in ("a", "b")]
    told = [[child.stdout.readline().split() for _ in range(30)] for child in asked]
    for child in asked:
        os.kill(child.pid, signal.SIGKILL)
    rests = [child.communicate()[0].splitlines() for child in asked]
    told = [lines + [one.split() for one in rest] for lines, rest in zip(told, rests, strict=True)]

    store = Store(path)
    for lines in told:
        for number, choice_id, arm in (line for line in lines if len(line) == 3):
            kept = store.choice("shop:x", f"shop:{number}", date(2024, 3, 1))
            assert (kept.choice_id, kept.arm) == (choice_id, arm)
    store.close()


def test_a_choice_is_synced_to_the_disk_before_it_is_answered(bandits):
    assert bandits._store._connection().execute("PRAGMA synchronous").fetchone() == (2,)
    assert bandits._store._connection().execute("PRAGMA journal_mode").fetchone() == ("wal",)


def lines_of(folder):
    files = sorted(Path(folder, "events").rglob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def test_files_for_ingest_hold_each_event_once_however_often_they_are_written(bandits, tmp_path):
    replay = Replay(bandits._store, tmp_path / "out", SETTINGS.bandits)
    choice = bandits.choose("shop:x", "shop:1")
    assert replay.write() == 1
    bandits.reward(choice.choice_id, 1.0)
    bandits.choose("shop:y", "shop:1", {"age": 3, "spent": 2.5})

    assert (replay.write(), replay.write()) == (2, 0)

    lines = lines_of(tmp_path / "out")
    bare = choice.choice_id.removeprefix("shop:")
    assert [one["event_id"] for one in lines[:2]] == [f"{bare}:chosen", f"{bare}:rewarded"]
    assert (lines[1]["metric"], lines[1]["value"]) == ("bought", 1.0)
    assert lines[2]["context_age"] == 3.0
    source = yaml.safe_load((tmp_path / "out" / "choices_of_shop.yaml").read_text())
    assert source["tables"]["experiment_events"]["attributes"] == {
        "age": "context_age",
        "spent": "context_spent",
    }


def test_a_replay_that_was_stopped_midway_writes_the_same_files_again(bandits, tmp_path):
    replay = Replay(bandits._store, tmp_path / "out", SETTINGS.bandits)
    bandits.choose("shop:x", "shop:1")
    replay.write()
    (tmp_path / "out" / "written").unlink()

    assert replay.write() == 1
    assert len(lines_of(tmp_path / "out")) == 1


def test_a_log_that_cannot_be_kept_is_told_with_what_to_do(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(Exception, match=r"Set api\.bandits\.state_dir"):
        Store(tmp_path / "file" / "choices.sqlite")
    (tmp_path / "broken").write_text("no database, but long enough to be read as one" * 100)
    with pytest.raises(Exception, match=r"Set api\.bandits\.state_dir"):
        Store(tmp_path / "broken")
