"""Programs and commands in processes of their own, which tests may watch and kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import voxlake

PATHS = f"{Path(voxlake.__file__).parents[1]}:{Path(__file__).parent}"
INTERPRETED = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
"""Settings for many queries over few rows: compiling each costs more than it gains."""
FEW_ROWS = {
    **INTERPRETED,
    "spark.driver.extraJavaOptions": (
        "-Duser.timezone=UTC -XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m"
    ),
    "spark.sql.shuffle.partitions": "1",
    "spark.databricks.delta.snapshotPartitions": "1",
}
"""Settings of a short run, which gains nothing from compiling hard either."""
PATIENCE_SECONDS = 1800
SETTINGS = {
    **FEW_ROWS,
    "spark.master": "local[2]",
    "spark.driver.memory": "1g",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
}


def start(program: str, *arguments: str, folder: Path) -> subprocess.Popen[str]:
    """Start a program in a process group of its own; its errors go to a file of the folder."""
    with (folder / "stderr").open("w") as errors:
        return subprocess.Popen(
            [sys.executable, "-c", program, *arguments],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**os.environ, "PYTHONPATH": PATHS, "TZ": "UTC"},
            cwd=folder,
            start_new_session=True,
        )


def run(program: str, *arguments: str, folder: Path) -> list[str]:
    """Run a program to its end, and give the lines it printed."""
    process = start(program, *arguments, folder=folder)
    printed, _ = process.communicate(timeout=600)
    assert process.returncode == 0, (folder / "stderr").read_text()[-3000:]
    return printed.splitlines()


def command(*arguments: str | Path, log: Path) -> subprocess.Popen[bytes]:
    """Start `voxlake` in a process group of its own; what it says goes to the log."""
    program = Path(sys.executable).parent / "voxlake"
    with log.open("wb") as said:
        return subprocess.Popen(
            [program, *arguments],
            cwd=Path(__file__).parents[1],
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def kill_at(moment: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    """Kill the whole process group of a command at a moment, before which it must not end."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    try:
        while not moment():
            assert process.poll() is None, f"ended before: {log.read_text()[-4000:]}"
            assert time.monotonic() < deadline, f"never came: {log.read_text()[-4000:]}"
            time.sleep(0.01)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
