"""A command that is told to end, by a signal, while it waits for Java; Java is made up here."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from child import PATHS
from typer.testing import CliRunner

from voxlake.cli.commands import app
from voxlake.core import storage
from voxlake.core.errors import PlatformError
from voxlake.lake.place import Root
from voxlake.run import launch, lock
from voxlake.run.config import Config
from voxlake.run.holder import Holder
from voxlake.run.lock import break_lock, lake_lock, require_free
from voxlake.run.stopping import Stopped, stoppable, take_signals_again

COMMAND = """
import os, signal, socket, sys, threading, time
from py4j.clientserver import ClientServer, JavaParameters, PythonParameters
from pyspark import SparkContext
from voxlake.cli.commands import app
from voxlake.run import launch
from voxlake.run.lock import lake_lock
from voxlake.run.stopping import on_stop

lake, at_its_end = sys.argv[1:]
MISSES = (signal.SIG_BLOCK, [signal.SIGTERM, signal.SIGINT])  # another thread gets them
server = socket.create_server(("127.0.0.1", 0))

def java():
    "Answers with the word that it is asked; of `wait` nothing, as of a query that runs."
    while True:
        threading.Thread(target=answer, args=(server.accept()[0],), daemon=True).start()

def answer(connection):
    for line in connection.makefile("rb"):
        if line == b"wait\\n":
            print("waits", flush=True)
            time.sleep(600)  # and reads nothing more of this connection
        else:
            connection.sendall(b"!ys" + line)

threading.Thread(target=java, daemon=True).start()
SparkContext._gateway = ClientServer(
    JavaParameters(port=server.getsockname()[1], daemonize_memory_management=True),
    PythonParameters(port=0, daemonize=True, daemonize_connections=True),
)

def ask(word):
    return SparkContext._gateway._gateway_client.send_command(word + "\\n")

def run(config, *_, **__):
    cancelled = threading.Event()
    if at_its_end == "ends deaf":
        signal.pthread_sigmask(*MISSES)
    with (
        lake_lock(launch.place_of(config.lake), "run 1"),
        on_stop(lambda: ask("cancel") and cancelled.set()),
    ):
        try:
            ask("wait")
        finally:
            if at_its_end.startswith("hangs"):
                if at_its_end == "hangs deaf":
                    signal.pthread_sigmask(*MISSES)
                print("hangs", flush=True)
                time.sleep(600)
            print(ask("end"), cancelled.wait(10), flush=True)

launch.run = run
app(["run", "--jobs", "build_report", "--lake", lake])
"""


def start(lake: Path, at_its_end: str = "ends") -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, str(lake), at_its_end],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": PATHS},
    )
    assert process.stdout
    assert process.stdout.readline() == "waits\n"
    return process


@pytest.mark.parametrize("at_its_end", ["ends", "ends deaf"])
def test_a_signal_ends_a_command_that_waits_for_java_and_frees_the_lock(tmp_path, at_its_end):
    process = start(tmp_path, at_its_end)
    try:
        process.send_signal(signal.SIGTERM)
        printed, told = process.communicate(timeout=60)
    finally:
        process.kill()

    assert process.returncode == 128 + signal.SIGTERM
    assert printed == "ysend True\n"  # over another connection, and what Java does was ended
    assert "The command was stopped by SIGTERM; the same command" in told
    assert "Traceback" not in told
    assert break_lock(Root(str(tmp_path))).startswith("Nobody holds")


def test_ctrl_c_ends_a_command_with_130_and_a_word(tmp_path, monkeypatch):
    monkeypatch.setattr(launch, "run", lambda *_, **__: signal.raise_signal(signal.SIGINT))

    ended = CliRunner().invoke(app, ["run", "--lake", str(tmp_path)])

    assert ended.exit_code == 130
    assert ended.output.startswith("The command was stopped by SIGINT; the same command")


@pytest.mark.parametrize("at_its_end", ["hangs", "hangs deaf"])
def test_a_second_signal_ends_a_command_at_once(tmp_path, at_its_end):
    process = start(tmp_path, at_its_end)
    try:
        process.send_signal(signal.SIGTERM)
        assert process.stdout
        assert process.stdout.readline() == "hangs\n"
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    finally:
        process.kill()

    assert process.returncode == 128 + signal.SIGTERM


def test_a_lake_that_is_locked_is_told_before_spark_starts(tmp_path, monkeypatch):
    monkeypatch.setattr(launch, "session_for", lambda *_, **__: pytest.fail("Spark starts"))
    config = Config(lake={"root": str(tmp_path)})

    with (
        lake_lock(Root(str(tmp_path)), "run 1"),
        pytest.raises(PlatformError, match=r"in use by .*run 1.* voxlake unlock"),
        launch.opened(config, locks=True),
    ):
        pass


def test_the_lock_of_a_dead_process_keeps_nobody_from_starting(tmp_path):
    place = Root(str(tmp_path))
    gone = replace(Holder.here("run 1"), process_started=0.0)
    storage.write_text(f"{place.home}/_voxlake/lock.json", gone.as_text())

    require_free(place)


def test_a_signal_that_comes_while_the_lock_is_taken_leaves_none(tmp_path, monkeypatch):
    def acquire(*taken):
        known(*taken)
        raise Stopped(signal.SIGTERM)

    known = lock._acquire
    monkeypatch.setattr(lock, "_acquire", acquire)
    place = Root(str(tmp_path))

    with pytest.raises(Stopped, match="stopped by SIGTERM"), lake_lock(place, "run 1"):
        pass

    assert break_lock(place).startswith("Nobody holds")


def test_signals_are_taken_back_from_pyspark_and_given_back_at_the_end():
    before = signal.getsignal(signal.SIGINT)
    with stoppable():
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # as a session takes it
        take_signals_again()
        with pytest.raises(Stopped) as stop:
            signal.raise_signal(signal.SIGINT)

    assert stop.value.exit_code == 130
    assert signal.getsignal(signal.SIGINT) is before
