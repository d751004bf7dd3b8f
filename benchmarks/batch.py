"""What benchmarks of a whole batch share: real titles, a run that is watched, what it left."""

from __future__ import annotations

import csv
import gzip
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from deltalake import DeltaTable
from figures import CHECKOUT, CORES, Watch, mib_of_folder

from voxlake.core.cache import cache_dir
from voxlake.tables import JOB_RUNS, Table


@dataclass(frozen=True)
class Batch:
    """A run that is over."""

    lake: Path
    jobs: tuple[str, ...]
    posts: int
    seen: Watch
    scratch_mib: float
    """Of the temporary folder at its fullest."""
    wall_seconds: float
    """Of the whole process, with its start."""

    @property
    def runs(self) -> pd.DataFrame:
        """Each job's last row of `job_runs`, by name."""
        columns = ["job", "heartbeat_at", "started_at", "seconds", "peak_memory_mb"]
        runs = read(self.lake, JOB_RUNS).to_pandas(columns=columns).sort_values("heartbeat_at")
        return runs.drop_duplicates("job", keep="last").set_index("job").reindex(list(self.jobs))

    def show_jobs(self) -> None:
        """Print seconds, posts a second and memory of each job and of all."""
        runs = self.runs
        for job in self.jobs:
            seconds = runs.seconds[job]
            print(
                f"{job:<20} {seconds:>9,.0f} s {self.posts / seconds:>9,.0f} posts/s "
                f"{runs.peak_memory_mb[job]:>7,.0f} MiB at most"
            )
        total = runs.seconds.sum()
        print(f"{'all jobs':<20} {total:>9,.0f} s {self.posts / total:>9,.0f} posts/s")


def reddit_posts(data: Path) -> Iterator[dict[str, str]]:
    """Records of reddit_top in the order of the files."""
    for path in sorted((data / "reddit_top").glob("posts_part*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from csv.DictReader(lines)


def write_source(here: Path, source: str) -> None:
    """Write what a run needs beside its files: the source, and the configuration for two cores."""
    (here / "reddit_top.yaml").write_text(source)
    shutil.copytree(CHECKOUT / "conf", here / "conf")
    local = here / "conf/spark/local.conf"
    local.write_text(local.read_text().replace("local[*]", f"local[{CORES}]"))


def run_batch(
    here: Path,
    posts: int,
    jobs: tuple[str, ...],
    *,
    settings: Sequence[str] = (),
    secrets: Mapping[str, str] | None = None,
) -> Batch:
    """Run the jobs in a process of their own, as a user does, and watch it.

    Args:
        here: Folder with the files, and with what `write_source` wrote.
        posts: How many posts the files hold.
        jobs: Names of jobs.
        settings: What `--set` is given, each as section.key=value.
        secrets: Environment variables beside those of this process.
    """
    lake = here / "lake"
    command = [Path(sys.executable).parent / "voxlake", "run", "--lake", lake, "--data", here]
    command += ["--sources", here / "reddit_top.yaml", "--conf-dir", here / "conf"]
    command += ["--jobs", ",".join(jobs), "--log-level", "info"]
    command += [word for setting in settings for word in ("--set", setting)]
    started = time.monotonic()
    environment = {**os.environ, **(secrets or {})}
    process = subprocess.Popen(list(map(str, command)), cwd=CHECKOUT, env=environment)
    scratch = 0.0
    with Watch(process.pid, every=5) as watch:
        while process.poll() is None:
            time.sleep(5)
            scratch = max(scratch, mib_of_folder(cache_dir() / "tmp" / str(process.pid)))
    if process.returncode:
        raise SystemExit(f"voxlake run ended with {process.returncode}")
    return Batch(lake, jobs, posts, watch, scratch, time.monotonic() - started)


def read(lake: Path, table: Table) -> DeltaTable:
    """A table of a lake."""
    return DeltaTable(str(path_of(lake, table)))


def path_of(lake: Path, table: Table) -> Path:
    """A table's folder."""
    return lake / table.layer / table.name
