"""Whole runs of the pipeline by the command line, on one tiny sample."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from child import FEW_ROWS

from voxlake.sample.generate import write_sample
from voxlake.sample.settings import SampleSettings

PROJECT = Path(__file__).resolve().parents[2]
SETTINGS = SampleSettings(users=100, days=14, posts_per_user=12)
SOURCES = "sample_posts,sample_users,sample_orders"
SMALL = (
    "topics.iterations=10",
    "topics.min_documents=2",
    "segments.restarts=1",
    "value.min_repeat_buyers=5",
)
PATIENCE_SECONDS = 900


@dataclass(frozen=True)
class Pipeline:
    """The command line over one sample."""

    sample: Path
    conf: Path
    logs: Path

    def start(self, lake: Path, *options: str) -> subprocess.Popen[bytes]:
        """Start a run of its own process group; its output goes to a file in `logs`."""
        command = [Path(sys.executable).parent / "voxlake", "run", "--lake", lake]
        command += ["--sources", SOURCES, "--data", self.sample, "--conf-dir", self.conf]
        command += [part for change in SMALL for part in ("--set", change)]
        with self.logs.joinpath(f"{time.time_ns()}.log").open("wb") as log:
            return subprocess.Popen(
                [*command, *options],
                cwd=PROJECT,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def run(self, lake: Path, *options: str) -> None:
        """Run to the end."""
        code = self.start(lake, *options).wait(PATIENCE_SECONDS)
        assert code == 0, self.last_log()

    def run_until(self, moment: Callable[[], bool], lake: Path, *options: str) -> None:
        """Run, and kill the whole process group, without a chance to tidy up, at a moment."""
        process = self.start(lake, *options)
        deadline = time.monotonic() + PATIENCE_SECONDS
        try:
            while not moment():
                assert process.poll() is None, f"ended before: {self.last_log()}"
                assert time.monotonic() < deadline, f"never came: {self.last_log()}"
                time.sleep(0.01)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def last_log(self) -> str:
        """What the last run said at the end."""
        return max(self.logs.iterdir()).read_text()[-4000:]


@pytest.fixture(scope="session")
def pipeline(spark, tmp_path_factory) -> Pipeline:
    sample, conf = tmp_path_factory.mktemp("sample"), tmp_path_factory.mktemp("conf") / "conf"
    write_sample(spark, str(sample), SETTINGS)
    shutil.copytree(PROJECT / "conf", conf)
    with (conf / "spark" / "local.conf").open("a") as settings:
        settings.writelines(f"{key} {value}\n" for key, value in FEW_ROWS.items())
    return Pipeline(sample, conf, tmp_path_factory.mktemp("logs"))
