"""How the cost of the whole pipeline grows: seconds and peak memory of each job at two sizes.

    python benchmarks/pipeline.py [--users 500 2000]

Each size runs in a process of its own on its own sample and an empty lake. The figures are those
that every run keeps in `job_runs`; peak memory is that of the driver and its JVM together.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd
from deltalake import DeltaTable

from voxlake.pipeline import JOBS
from voxlake.tables import JOB_RUNS, POSTS

CHECKOUT = Path(__file__).resolve().parents[1]


def main(arguments: list[str] | None = None) -> None:
    """Run the pipeline at both sizes and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--users", type=int, nargs=2, default=(500, 2000), metavar="N")
    sizes = parser.parse_args(arguments).users
    with tempfile.TemporaryDirectory() as folder:
        runs = {users: measure(Path(folder, str(users)), users) for users in sizes}
    print(table(runs).to_string(na_rep="", float_format="{:,.1f}".format))


def measure(lake: Path, users: int) -> pd.DataFrame:
    """Seconds and peak MiB of each job on a sample of so many users, and the posts in all."""
    command = [Path(sys.executable).parent / "voxlake", "run", "--lake", lake]
    command += ["--set", f"sample.users={users}"]
    subprocess.run(command, cwd=CHECKOUT, check=True, stdout=subprocess.DEVNULL)
    runs = read(lake, JOB_RUNS).set_index("job")[["seconds", "peak_memory_mb"]]
    runs = runs.reindex([job.name for job in JOBS if job.name in runs.index])
    runs.loc["all jobs"] = [runs.seconds.sum(), runs.peak_memory_mb.max()]
    runs.loc["posts in the lake"] = [len(read(lake, POSTS)), float("nan")]
    return runs


def read(lake: Path, of: object) -> pd.DataFrame:
    """A table of a lake."""
    return DeltaTable(str(lake / of.layer / of.name)).to_pandas()


def table(runs: dict[int, pd.DataFrame]) -> pd.DataFrame:
    """Both sizes side by side, and how many times the small one's seconds the large one takes."""
    small, large = runs.values()
    columns = {
        f"{figure}, {users} users": run[name]
        for figure, name in {"s": "seconds", "MiB": "peak_memory_mb"}.items()
        for users, run in runs.items()
    }
    return pd.DataFrame(columns).assign(growth=large.seconds / small.seconds)


if __name__ == "__main__":
    main()
