"""K-means of voxlake, through Spark, against scikit-learn: accuracy beside time and peak memory.

    python benchmarks/segments.py [--users 1000000] [--traits 20] [--groups 8]

Both look at the same users, drawn around planted groups that overlap, from the same number of
starts, on two cores, each in a process of its own. voxlake starts on a sample and goes on from
there over all users, as `fit_segments` does. Accuracy is the adjusted Rand index against the
planted groups and the mean squared distance to the nearest centre.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from figures import CORES, Ratio, Watch, measured_by, two_cores
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

from voxlake.people.segments.clusters import Centres, looseness
from voxlake.people.segments.methods import fit_centres
from voxlake.people.segments.model import hash_sample, sample_points
from voxlake.people.segments.refining import refined
from voxlake.people.segments.settings import SegmentSettings

SEED = 7
STARTS = 2
ITERATIONS = 30
TOLERANCE = 1e-4  # of both: Spark's of centres, scikit-learn's of centres by the mean variance
FILES = 8


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--users", type=int, default=1_000_000)
    parser.add_argument("--traits", type=int, default=20)
    parser.add_argument("--groups", type=int, default=8)
    parser.add_argument("--part", choices=["voxlake", "scikit-learn"])
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    if asked.part:
        part = of_voxlake if asked.part == "voxlake" else of_scikit_learn
        print(json.dumps(part(asked.folder, asked.groups)))
        return 0
    with tempfile.TemporaryDirectory() as temp:
        folder = Path(temp)
        write_users(folder, asked.users, asked.traits, asked.groups)
        found = {}
        for name in ("voxlake", "scikit-learn"):
            options = ("--part", name, "--folder", folder, "--groups", asked.groups)
            with Watch(os.getpid()) as watch:
                one = measured_by("segments.py", *options, temp=folder)
            found[name] = one
            print(
                f"{name:<14} fit {one['seconds']:7.1f} s, peak {watch.peak:7,.0f} MiB, "
                f"adjusted Rand {one['adjusted_rand']:.4f}, "
                f"squared distance {one['looseness']:.4f}",
                flush=True,
            )
    ours, theirs = found["voxlake"], found["scikit-learn"]
    ratios = (
        Ratio("K-means: seconds of scikit-learn / voxlake", theirs["seconds"] / ours["seconds"]),
        Ratio(
            "K-means: squared distance of voxlake / scikit-learn",
            ours["looseness"] / theirs["looseness"],
            at_most=1.01,
        ),
        Ratio(
            "K-means: adjusted Rand of voxlake / scikit-learn",
            ours["adjusted_rand"] / theirs["adjusted_rand"],
            at_least=0.99,
        ),
    )
    print(*ratios, sep="\n")
    return 0 if all(ratio.is_held for ratio in ratios) else 1


def write_users(folder: Path, users: int, traits: int, groups: int) -> None:
    """Users around planted centres, in some files, so that Spark may read them side by side."""
    rng = np.random.default_rng(SEED)
    centres = rng.normal(0, 1.2, (groups, traits))
    planted = rng.choice(groups, users, p=np.arange(1, groups + 1) / (groups * (groups + 1) / 2))
    points = centres[planted] + rng.normal(0, 1, (users, traits))
    np.save(folder / "points.npy", points)
    np.save(folder / "planted.npy", planted)
    target = folder / "users"
    target.mkdir()
    for number, rows in enumerate(np.array_split(np.arange(users), FILES)):
        traits_of = pa.FixedSizeListArray.from_arrays(points[rows].ravel(), traits)
        table = pa.table(
            {
                "user_id": pa.array([f"u{row}" for row in rows]),
                "traits": traits_of.cast(pa.list_(pa.float64())),
            }
        )
        pq.write_table(table, target / f"{number}.parquet")


def of_voxlake(folder: Path, groups: int) -> dict[str, float]:
    """As `fit_segments` does it: from starts over a sample, then over all users."""
    spark = two_cores()
    users = spark.read.parquet(str(folder / "users"))
    settings = SegmentSettings(seed=SEED, restarts=STARTS, max_iterations=ITERATIONS)
    start = time.perf_counter()
    sample = sample_points(hash_sample(users, users.count(), settings.sample_users))
    first = fit_centres(sample, groups, settings)
    everyone = users.persist()
    centres = refined(first, everyone, settings)
    seconds = time.perf_counter() - start
    spark.stop()
    return {"seconds": seconds, **accuracy(folder, centres)}


def of_scikit_learn(folder: Path, groups: int) -> dict[str, float]:
    points = np.load(folder / "points.npy")
    with threadpool_limits(CORES):
        start = time.perf_counter()
        fitted = KMeans(
            groups, n_init=STARTS, max_iter=ITERATIONS, tol=TOLERANCE, random_state=SEED
        ).fit(points)
        seconds = time.perf_counter() - start
    return {"seconds": seconds, **accuracy(folder, fitted.cluster_centers_)}


def accuracy(folder: Path, centres: np.ndarray) -> dict[str, float]:
    """How well centres find the planted groups, and how near the users are to them."""

    points = np.load(folder / "points.npy", mmap_mode="r")
    planted = np.load(folder / "planted.npy")
    return {
        "adjusted_rand": adjusted_rand_score(planted, Centres(centres).nearest(points)),
        "looseness": looseness(centres, np.asarray(points)),
    }


if __name__ == "__main__":
    sys.exit(main())
