"""What benchmarks share: a session, parts in processes of their own, memory, ratios."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from pyspark.sql import SparkSession

from voxlake.spark.session import local_session, read_properties

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent
DATA = CHECKOUT.parent / "shared" / "data"
CORES = 2
MIB = 1024 * 1024


@dataclass(frozen=True)
class Ratio:
    """A figure without a unit, which other machines may be held to, and its limit."""

    name: str
    value: float
    at_least: float | None = None
    at_most: float | None = None
    aim: float | None = None

    def __str__(self) -> str:
        said = f"ratio  {self.name:<62} {self.value:7.3f}"
        if self.at_least is None and self.at_most is None:
            return said
        limit, bound = (
            ("at least", self.at_least) if self.at_least is not None else ("at most", self.at_most)
        )
        aim = "" if self.aim is None else f", aim {self.aim:g}"
        return f"{said}  {limit} {bound:g}{aim}: {'held' if self.is_held else 'MISSED'}"

    @property
    def is_held(self) -> bool:
        """Whether the value is within its limit."""
        is_low = self.at_least is not None and self.value < self.at_least
        return not is_low and (self.at_most is None or self.value <= self.at_most)


def two_cores(
    *, but: str = "spark.voxlake.nothing", more: Mapping[str, str] | None = None
) -> SparkSession:
    """A session as `voxlake run` opens it, on two cores.

    Args:
        but: What the settings begin with that are left out.
        more: Settings beside those.
    """
    settings = read_properties(CHECKOUT / "conf/spark/local.conf")
    kept = {key: value for key, value in settings.items() if not key.startswith(but)}
    spark = local_session({**kept, "spark.master": f"local[{CORES}]", **(more or {})})
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def measured_by(script: str, *arguments: object, temp: Path) -> Any:
    """What a script of this folder prints as JSON in its last line; `temp` is its temp folder."""
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env={**os.environ, "TMPDIR": str(temp)},
    )
    return json.loads(done.stdout.splitlines()[-1])


def show(name: str, found: Mapping[str, float]) -> None:
    """Print the figures of a part in one line."""
    told = " ".join(f"{key} {value:,.4f}" for key, value in found.items())
    print(f"{name:<10} {told}", flush=True)


class Watch:
    """Resident memory of a process and all its children, once a second while the block runs."""

    def __init__(self, pid: int, every: float = 1.0) -> None:
        self._process = psutil.Process(pid)
        self._every = every
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.seen: list[tuple[float, float]] = []
        """Time since the epoch, MiB."""

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()

    @property
    def peak(self) -> float:
        """The most, in MiB."""
        return max((mib for _, mib in self.seen), default=0.0)

    def between(self, start: float, end: float) -> list[float]:
        """MiB at the moments from start to end."""
        return [mib for moment, mib in self.seen if start <= moment <= end]

    def _look(self) -> None:
        self._see()
        while not self._stopped.wait(self._every):
            self._see()

    def _see(self) -> None:
        total = 0
        try:
            for process in (self._process, *self._process.children(recursive=True)):
                total += _resident(process)
        except psutil.NoSuchProcess:
            return
        self.seen.append((time.time(), total / MIB))


def cpu_seconds() -> float:
    """What this process, its JVM and its workers have spent."""
    own = psutil.Process()
    total = 0.0
    for process in (own, *own.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):  # one that ended is counted by who started it
            total += sum(process.cpu_times()[:4])
    return total


def own_peak() -> float:
    """The most memory that this process has had since it started, without children, in MiB."""
    status = Path("/proc/self/status").read_text()  # unlike getrusage, not what its parent had
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def mib_of(files: Iterable[Path]) -> float:
    """Size of files; those that vanish meanwhile count as nothing."""
    total = 0
    for file in files:
        try:
            total += file.lstat().st_size
        except FileNotFoundError:
            continue
    return total / MIB


def mib_of_folder(folder: Path) -> float:
    """Size of all files of a folder; 0 where it is not there."""
    return mib_of(path for path in folder.rglob("*") if path.is_file())
