"""Analyses of a user on request: what they say, and that each is done once."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from analysed import DAY, analyst, queue, written
from arrow_lakes import write
from served import EVERYTHING, READER, client

from voxlake.client import Client
from voxlake.serve.analyses.analysis import STEPS
from voxlake.serve.analyses.routes import router
from voxlake.serve.analyses.worker import Worker
from voxlake.serve.errors import RefusedError
from voxlake.tables import POSTS, USER_LIMITS, USER_RECOMMENDATIONS

HERE = Path(__file__).parent


class Clock:
    """A time that tests set."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("analysed"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


def api(lake: Path, file: Path, principal=EVERYTHING, **more):
    part = partial(router, queue=queue(file, **more), analyst=analyst(lake), wake=lambda: None)
    return client(lake, principal, parts=(part,))


def process(lake: Path, file: Path, *, holds_up: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(HERE / "analysed.py"), str(lake), str(file), holds_up],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, str(HERE.parent.parent)])},
    )


def test_an_analysis_tells_languages_mood_posts_and_recommendations(lake):
    steps: list[int] = []

    told = analyst(lake).analyse("x:ann", steps.append)

    assert steps == [1, 2, 3]
    assert told["as_of_date"] == "2024-01-10"
    assert (told["read_post_count"], told["scored_post_count"]) == (5, 4)
    assert told["languages"] == [
        {"language": "en", "post_count": 2, "share": 2 / 3},
        {"language": "de", "post_count": 1, "share": 1 / 3},
    ]
    mood = told["mood"]
    assert (mood["mood"], mood["post_count"], mood["own_post_count"]) == ("cheerful", 5, 3)
    assert [one["post_id"] for one in mood["happiest_posts"]] == ["x:p1", "x:p2", "x:p3"]
    assert mood["saddest_posts"][0] == {"post_id": "x:p3", "score": 0.7}
    assert [one["item"] for one in told["recommendations"]] == ["x:cy"]
    assert told["content_recommendations"] == []


def test_texts_that_a_job_has_scored_are_not_scored_again(lake):
    seen: list[str] = []

    def score(texts):
        from analysed import scored

        seen.extend(texts)
        return scored(texts)

    analyst(lake, score=score).analyse("x:ann", lambda _: None)

    assert sorted(seen) == ["alas", "an answer, glad", "glad to meet @ann", "so glad"]


def test_a_user_is_asked_for_and_fetched_when_done(lake, tmp_path):
    file = tmp_path / "a.sqlite"
    asking = api(lake, file)

    answer = asking.post("/v1/analyses", json={"user_id": "x:ann"})
    assert answer.status_code == 202
    place = answer.headers["location"]
    assert asking.get(place).json()["state"] == "waiting"
    worker = Worker(queue(file), analyst(lake).analyse, len(STEPS))
    worker.start()
    while (found := asking.get(place).json())["state"] in ("waiting", "running"):
        pass
    worker.stop()

    assert (found["state"], found["steps_done"], found["error"]) == ("done", len(STEPS), None)
    assert found["result"]["mood"]["mood"] == "cheerful"
    again = asking.post("/v1/analyses", json={"user_id": "x:ann"}).json()
    assert again["id"] == found["id"]
    assert again["result"] == found["result"]


def test_a_changed_table_is_analysed_anew(tmp_path):
    lake = written(tmp_path / "lake")
    one = queue(tmp_path / "a.sqlite")
    first = one.ask("x:ann", analyst(lake).versions())
    one.take("w")
    one.done(first.id, "w", {}, 4)
    assert one.ask("x:ann", analyst(lake).versions()).id == first.id

    write(lake, USER_RECOMMENDATIONS, {"as_of_date": DAY, "user_id": "x:ann", "rank": 2})
    assert one.ask("x:ann", analyst(lake).versions()).id != first.id


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"user_id": "nobody"}, 404, "unknown_user"),
        ({"user_id": "' OR 1=1 --"}, 404, "unknown_user"),
        ({"user_id": "x:out"}, 403, "opted_out"),
        ({"user_id": ""}, 422, "wrong_body"),
        ({"user_id": "x:ann", "more": 1}, 422, "wrong_body"),
        ({}, 422, "wrong_body"),
    ],
)
def test_who_cannot_be_analysed_is_refused(lake, tmp_path, body, status, code):
    answer = api(lake, tmp_path / "a.sqlite").post("/v1/analyses", json=body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_analyses_are_told_only_to_those_who_may_see_people(lake, tmp_path):
    file = tmp_path / "a.sqlite"
    place = api(lake, file).post("/v1/analyses", json={"user_id": "x:ann"}).headers["location"]
    reader = api(lake, file, READER)

    for answer in (reader.get(place), reader.post("/v1/analyses", json={"user_id": "x:ann"})):
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "personal")
    assert api(lake, file, None).get(place).status_code == 401
    assert api(lake, file).get("/v1/analyses/none").json()["error"]["code"] == "unknown_analysis"
    assert file.stat().st_mode & 0o077 == 0


def test_a_result_is_not_told_of_a_user_who_opted_out_meanwhile(tmp_path):
    lake, one = written(tmp_path / "lake"), queue(tmp_path / "a.sqlite")
    asked = one.ask("x:ann", "")
    one.take("w")
    one.done(asked.id, "w", {"mood": None}, 4)
    asking, place = api(lake, tmp_path / "a.sqlite"), f"/v1/analyses/{asked.id}"
    assert asking.get(place).status_code == 200

    write(lake, USER_LIMITS, {"limit_id": "1", "user_id": "x:ann", "limit": "opted_out"})

    assert asking.get(place).json()["error"]["code"] == "opted_out"


def test_a_user_who_opted_out_after_very_many_times_is_refused(tmp_path):
    lake, limit = written(tmp_path / "lake"), {"user_id": "x:ann", "limit": "opted_out"}
    over = [{**limit, "limit_id": f"{n:03}", "until": DAY} for n in range(60)]
    write(lake, USER_LIMITS, *over, {**limit, "limit_id": "last"})

    with pytest.raises(RefusedError, match="takes no part"):
        analyst(lake).require_may("x:ann")


def test_too_many_are_told_to_come_again(lake, tmp_path):
    asking = api(lake, tmp_path / "a.sqlite", most_waiting=1)
    queue(tmp_path / "a.sqlite").ask("x:bob", "")

    answer = asking.post("/v1/analyses", json={"user_id": "x:ann"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "too_many_analyses")
    assert int(answer.headers["retry-after"]) > 0


def test_a_result_is_kept_for_its_hours_and_then_removed(tmp_path, clock):
    one = queue(tmp_path / "a.sqlite", clock=clock)
    asked = one.ask("u", "1")
    one.take("w")
    assert one.done(asked.id, "w", {"a": 1}, 4)

    clock.now += 59
    assert one.of(asked.id).result == {"a": 1}
    clock.now += 2
    with pytest.raises(RefusedError, match="no more"):
        one.of(asked.id)
    assert one.ask("u", "1").id != asked.id
    with sqlite3.connect(tmp_path / "a.sqlite") as database:
        assert database.execute("SELECT count(*) FROM analyses").fetchone() == (1,)


def test_what_a_silent_worker_had_goes_to_the_next_and_its_result_does_not_count(tmp_path, clock):
    one = queue(tmp_path / "a.sqlite", clock=clock)
    asked = one.ask("u", "")
    assert one.take("dead").id == asked.id
    clock.now += 0.9
    assert one.lives(asked.id, "dead", 1)
    clock.now += 0.9
    assert one.take("next") is None  # it said that it lives
    clock.now += 0.2

    assert one.take("next").id == asked.id
    assert not one.done(asked.id, "dead", {"late": True}, 4)
    assert not one.lives(asked.id, "dead")
    assert one.done(asked.id, "next", {"late": False}, 4)
    assert one.of(asked.id).result == {"late": False}


def test_the_longest_asked_for_is_the_next_and_what_is_done_stays_so(tmp_path, clock):
    one = queue(tmp_path / "a.sqlite", clock=clock)
    first = one.ask("u", "")
    clock.now += 1
    one.ask("v", "")

    assert one.take("w").id == first.id
    assert one.done(first.id, "w", {"a": 1}, 4)
    assert not one.failed(first.id, "w", "late")
    assert not one.lives(first.id, "w", 1)
    assert one.of(first.id).state == "done"


def test_an_analysis_that_takes_longer_than_a_lease_stays_with_its_worker(tmp_path):
    one = queue(tmp_path / "a.sqlite", lease_s=0.3)
    asked, tries = one.ask("u", ""), []

    def slow(_, __):
        time.sleep(0.6)
        tries.append(one.take("other"))
        return {}

    worker = Worker(one, slow, 4)
    worker.start()
    while one.of(asked.id).state in ("waiting", "running"):
        time.sleep(0.02)
    worker.stop()

    assert (tries, one.of(asked.id).state) == ([None], "done")


@pytest.mark.parametrize(
    ("days", "is_out"),
    [
        ({"since": DAY}, True),
        ({"since": DAY + timedelta(1)}, False),
        ({"until": DAY}, False),
        ({"until": DAY + timedelta(1)}, True),
    ],
)
def test_who_opted_out_is_refused_on_the_days_of_the_limit(tmp_path, days, is_out):
    lake = written(tmp_path / "lake")
    write(lake, USER_LIMITS, {"limit_id": "1", "user_id": "x:ann", "limit": "opted_out", **days})

    with pytest.raises(RefusedError) if is_out else nullcontext():
        analyst(lake, today=lambda: DAY).require_may("x:ann")


def test_what_broke_off_three_times_has_failed(tmp_path, clock):
    one = queue(tmp_path / "a.sqlite", clock=clock)
    asked = one.ask("u", "")
    for worker in "abc":
        assert one.take(worker)
        clock.now += 2

    assert one.take("d") is None
    assert one.of(asked.id).state == "failed"


def test_why_one_failed_is_told_and_nothing_more(lake, tmp_path):
    def broken(_, __):
        raise ValueError("secret")

    one = queue(tmp_path / "a.sqlite")
    asked = one.ask("u", "")
    worker = Worker(one, broken, 4)
    worker.start()
    while one.of(asked.id).state != "failed":
        pass
    worker.stop()

    assert "secret" not in one.of(asked.id).error
    assert one.ask("u", "").id != asked.id  # it may be asked for again


def test_asked_by_many_at_once_it_is_one(tmp_path):
    one = queue(tmp_path / "a.sqlite")
    with ThreadPoolExecutor(8) as pool:
        ids = {found.id for found in pool.map(lambda _: one.ask("u", ""), range(40))}

    assert len(ids) == 1
    assert one.take("a")
    assert one.take("b") is None


@pytest.mark.whole
def test_asked_in_two_processes_it_runs_once(lake, tmp_path):
    both = [process(lake, tmp_path / "a.sqlite", holds_up="no") for _ in range(2)]
    told = [one.communicate(timeout=300)[0].splitlines() for one in both]

    assert told[0][0] == told[1][0]
    assert [lines[1].split()[0] for lines in told] == ["done", "done"]
    with sqlite3.connect(tmp_path / "a.sqlite") as database:
        assert database.execute("SELECT state, tries FROM analyses").fetchall() == [("done", 1)]


@pytest.mark.whole
def test_a_killed_process_leaves_its_analysis_to_the_next(lake, tmp_path):
    killed = process(lake, tmp_path / "a.sqlite", holds_up="yes")
    id_ = killed.stdout.readline().strip()
    assert killed.stdout.readline() == "held\n"
    killed.kill()
    killed.wait()
    assert queue(tmp_path / "a.sqlite").of(id_).state == "running"

    told, _ = process(lake, tmp_path / "a.sqlite", holds_up="no").communicate(timeout=300)

    assert told.split()[:2] == [id_, "done"]
    found = queue(tmp_path / "a.sqlite").of(id_)
    assert found.result["mood"]["mood"] == "cheerful"


def started(lake: Path, state: Path) -> tuple[subprocess.Popen[str], Client]:
    words = ["api", "--lake", str(lake), "--port", "0", "--set", "auth.open_as=me"]
    words += ["--set", f"api.state_folder={state}", "--set", "api.analysis_lease_s=1"]
    one = subprocess.Popen(
        [sys.executable, "-c", "from voxlake.cli.commands import main; main()", *words],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "COLUMNS": "200"},
    )
    found = re.search(r"http://127\.0\.0\.1:\d+", one.stdout.readline())
    assert found
    return one, Client(found[0])


@pytest.mark.whole
def test_an_api_that_is_killed_has_the_result_when_it_is_started_again(tmp_path):
    lake = written(tmp_path / "lake")
    write(lake, POSTS)  # nothing is to be scored, which would need the encoder
    killed, asking = started(lake, tmp_path / "state")
    try:
        asked = asking.post("v1/analyses", {"user_id": "x:ann"})
    finally:
        killed.kill()
        killed.wait()

    place = f"v1/analyses/{asked['id']}"
    again, asking = started(lake, tmp_path / "state")
    try:
        while (found := asking.get(place))["state"] in ("waiting", "running"):
            pass
    finally:
        again.kill()
        again.wait()
    assert (found["state"], found["result"]["user_id"]) == ("done", "x:ann")
    assert found["result"]["mood"] is None
