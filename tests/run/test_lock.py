"""The lock of a lake on this machine and on a real S3 server, with real processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from s3 import S3Server

from voxlake.core import storage
from voxlake.core.errors import ConfigError, LockLostError, PlatformError
from voxlake.lake.place import Catalog, Root
from voxlake.run import lock
from voxlake.run.lock import HeldLock, Holder, break_lock, lake_lock
from voxlake.run.lock_file import lock_file

HOLD = """
import sys, time
from voxlake.run.lock import lake_lock
from voxlake.lake.place import Root
with lake_lock(Root(sys.argv[1]), "run other: ingest"):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture(params=["path", "s3a"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Root:
    if request.param == "path":
        return Root(str(tmp_path / "lake"))
    server: S3Server = request.getfixturevalue("s3")
    return Root(f"{server.make_bucket(f'lock-{time.time_ns()}')}/lake")


def lock_path(place: Root) -> str:
    return f"{place.home}/_voxlake/lock.json"


def start_holder(place: Root) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(lock.__file__).parents[2])}
    command = [sys.executable, "-c", HOLD, str(place)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def put_holder(place: Root, **changes) -> Holder:
    holder = replace(Holder.here("run 1"), **changes)
    storage.write_text(lock_path(place), json.dumps(asdict(holder)))
    return holder


def test_a_second_run_is_refused_and_told_who_holds_it(place: Root):
    with (
        lake_lock(place, "run 1: ingest"),
        pytest.raises(PlatformError) as error,
        lake_lock(place, "run 2"),
    ):
        pass

    message = str(error.value)
    for part in ("run 1: ingest", str(os.getpid()), "since 2", f"unlock --lake {place}"):
        assert part in message
    with lake_lock(place, "run 3"):
        pass  # free again


def test_an_error_in_the_block_frees_the_lock(place: Root):
    with pytest.raises(ZeroDivisionError), lake_lock(place, "run 1"):
        raise ZeroDivisionError

    assert break_lock(place) == f"Nobody holds the lock of {place}."


def test_a_killed_run_leaves_no_lock_behind_for_its_machine(place: Root):
    process = start_holder(place)
    try:
        with pytest.raises(PlatformError, match="run other: ingest"), lake_lock(place, "run 2"):
            pass
        with pytest.raises(PlatformError, match="stop that process"):
            break_lock(place)
    finally:
        process.send_signal(signal.SIGKILL)

    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # dead, and not yet waited for
    with lake_lock(place, "run 3"):
        pass
    process.wait()


def test_a_process_number_used_again_is_another_process(place: Root):
    put_holder(place, process_started=Holder.here("").process_started - 3600)

    with lake_lock(place, "run 2"):
        pass


def put_elsewhere(place: Root) -> None:
    put_holder(place, host="elsewhere", machine="elsewhere pid:[1]", pid=999_999_999)


def test_only_the_command_breaks_the_lock_of_another_machine_once_its_heartbeat_is_old(
    place: Root, monkeypatch: pytest.MonkeyPatch
):
    put_elsewhere(place)
    with pytest.raises(PlatformError, match="elsewhere"), lake_lock(place, "run 2"):
        pass
    with pytest.raises(PlatformError, match=r"elsewhere .* heartbeat \d+ s ago; .* after 300 s"):
        break_lock(place)
    monkeypatch.setattr(lock, "STALE_SECONDS", -5.0)

    assert "elsewhere" in break_lock(place)

    with lake_lock(place, "run 3"):
        pass


def test_whoever_insists_breaks_a_lock_whose_holder_may_live(place: Root):
    put_elsewhere(place)

    assert "heartbeat was written" in break_lock(place, force=True)

    assert break_lock(place) == f"Nobody holds the lock of {place}."


def test_the_age_of_a_heartbeat_is_by_the_clock_of_the_storage(place: Root):
    put_holder(place, machine="elsewhere", heartbeat="2001-01-01T00:00:00+00:00")

    found = lock_file(lock_path(place)).read()

    assert found is not None
    assert 0 <= found.age_seconds < 60
    if not storage.is_s3(str(place)):
        os.utime(lock_path(place), (0, time.time() - 1000))
        assert break_lock(place).startswith(f"The lock of {place} is broken; its heartbeat")


def test_a_lock_that_cannot_be_read_is_broken_by_the_command_once_it_is_old(
    place: Root, monkeypatch: pytest.MonkeyPatch
):
    storage.write_text(lock_path(place), "{")
    with pytest.raises(PlatformError, match="an unknown process"), lake_lock(place, "run 1"):
        pass
    with pytest.raises(PlatformError, match="An unknown process holds the lock"):
        break_lock(place)
    monkeypatch.setattr(lock, "STALE_SECONDS", -5.0)

    break_lock(place)

    with lake_lock(place, "run 2"):
        pass


def wait_until_lost(held: HeldLock) -> str:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            held.require()
        except LockLostError as error:
            return str(error)
        time.sleep(0.05)
    return ""


def test_a_run_whose_lock_was_broken_may_write_no_more(
    place: Root, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(lock, "HEARTBEAT_SECONDS", 0.05)
    told = []

    def tell() -> None:
        told.append(place)
        raise ValueError("of Spark")

    with lake_lock(place, "run 1", on_lost=tell) as held:
        held.require()
        assert not told
        break_lock(place, force=True)
        message = wait_until_lost(held)
        put_elsewhere(place)
        again = wait_until_lost(held)
        deadline = time.monotonic() + 10
        while len(told) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)

    assert len(told) >= 2  # what began after the first time is ended too
    assert f"holds the lock of {place} no more" in message == again


def test_a_run_that_cannot_renew_its_lock_in_time_may_write_no_more(
    place: Root, monkeypatch: pytest.MonkeyPatch
):
    def no_answer(_: object) -> None:
        raise PlatformError("S3 does not answer")

    now = lock._seconds()
    with lake_lock(place, "run 1") as held:
        with monkeypatch.context() as broken:
            broken.setattr(type(held._file), "read", no_answer)
            held.require()  # renewed a moment ago
            broken.setattr(lock, "_seconds", lambda: now + 200)
            with pytest.raises(LockLostError, match="could not be renewed for 150 s"):
                held.require()
        monkeypatch.setattr(lock, "_seconds", lambda: now + 200)
        held.require()  # renews it, since nobody took it meanwhile


def test_a_heartbeat_that_fails_once_is_tried_again(place: Root, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lock, "HEARTBEAT_SECONDS", 0.05)
    read = type(lock_file(lock_path(place))).read
    failures = [ValueError("of a kind that nobody foresaw")]

    def failing_once(file):
        if failures and threading.current_thread() is not threading.main_thread():
            raise failures.pop()
        return read(file)

    with lake_lock(place, "run 1") as held:
        monkeypatch.setattr(type(held._file), "read", failing_once)
        break_lock(place, force=True)
        message = wait_until_lost(held)

    assert not failures
    assert "no more" in message


def test_the_holder_says_that_it_lives(place: Root, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lock, "HEARTBEAT_SECONDS", 0.05)
    with lake_lock(place, "run 1"):
        first = json.loads(storage.read_text(lock_path(place)))
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            last = json.loads(storage.read_text(lock_path(place)))
            if last["heartbeat"] > first["heartbeat"]:
                break
            time.sleep(0.1)

    assert last["heartbeat"] > first["heartbeat"]
    assert last["since"] == first["since"]


def test_a_run_whose_lock_was_broken_leaves_the_next_ones_alone(place: Root):
    with lake_lock(place, "run 1"):
        lock_file(lock_path(place)).remove(lock_file(lock_path(place)).read().tag)
        other = put_holder(place, token="another")

    assert json.loads(storage.read_text(lock_path(place)))["token"] == other.token


def test_of_many_takers_at_once_one_gets_the_lock(place: Root):
    dead = put_holder(place, process_started=0.0)
    tag = lock_file(lock_path(place)).read().tag
    won = []

    def take(n: int) -> None:
        if lock_file(lock_path(place)).swap(json.dumps(asdict(dead) | {"token": str(n)}), tag):
            won.append(n)

    takers = [threading.Thread(target=take, args=(n,)) for n in range(8)]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join()

    assert len(won) == 1
    assert json.loads(storage.read_text(lock_path(place)))["token"] == str(won[0])


def test_a_lake_in_a_catalog_needs_a_home_for_its_lock():
    with pytest.raises(ConfigError, match=r"lake\.home"), lake_lock(Catalog(None, "s"), "run 1"):
        pass
