"""Friends of friends of voxlake, through Spark, beside scipy.sparse: seconds, memory, tasks.

    python benchmarks/friends.py [--users 1000000] [--edges 20000000] [--stars 10] [--fans 500000]
        [--partitions 64] [--memory 8g]

Both find the first ten candidates of every user of the same graph (friends_graph.py), with the
same weights and cap, on two cores and one, each in a process of its own; voxlake also looks up
topics and hashtags of the first hundred, writes reasons, and writes all of it to disk. Scores are
compared user by user. Of each stage of Spark with a task of a second or more the longest task is
held against the median, by Spark's event log. What the cap leaves out is told.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from statistics import median

import numpy as np
import pyarrow.parquet as pq
from figures import Ratio, Watch, measured_by, two_cores
from friends_graph import add_sizes, write_graph
from friends_rivals import degrees, first_by, graph_of

from voxlake.recommend.friends.graph.candidates import candidates
from voxlake.recommend.friends.graph.cap import cap_loss
from voxlake.recommend.friends.graph.paths import edges
from voxlake.recommend.friends.graph.settings import FriendGraphSettings, FriendWeights

SETTINGS = FriendGraphSettings(most=10, weights=FriendWeights(topics=0, hashtags=0))
SHORTEST = 1.0  # second: shorter tasks are Spark's own overhead
MOST = 5  # times the median


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_sizes(parser)
    parser.add_argument("--partitions", type=int, default=64)
    parser.add_argument("--memory", default="8g", help="heap of the driver")
    parser.add_argument("--part", choices=["voxlake", "scipy"])
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    if asked.part:
        part = of_voxlake if asked.part == "voxlake" else of_scipy
        print(json.dumps(part(asked)))
        return 0
    with tempfile.TemporaryDirectory() as temp:
        folder = Path(temp)
        write_graph(folder, asked.users, asked.edges, asked.stars, asked.fans)
        found = {}
        for name in ("voxlake", "scipy"):
            options = ["--part", name, "--folder", folder, "--users", asked.users]
            options += ["--partitions", asked.partitions, "--memory", asked.memory]
            with Watch(os.getpid()) as watch:
                one = measured_by("friends.py", *options, temp=folder)
            found[name] = one
            print(f"{name:<8} {one['seconds']:8.1f} s, peak {watch.peak:7,.0f} MiB", flush=True)
        return report(found, differing(folder, asked.users), stages(folder / "events"))


def of_voxlake(asked: argparse.Namespace) -> dict[str, float]:
    folder = asked.folder
    (folder / "events").mkdir()
    spark = two_cores(
        more={
            "spark.sql.shuffle.partitions": str(asked.partitions),
            "spark.driver.memory": asked.memory,
            "spark.eventLog.enabled": "true",
            "spark.eventLog.compress": "false",
            "spark.eventLog.dir": (folder / "events").as_uri(),
        }
    )
    follows = spark.read.parquet(str(folder / "follows"))
    people = spark.read.parquet(str(folder / "people"))
    start = time.perf_counter()
    found = candidates(follows, people, people.select("user_id"), SETTINGS)
    found.write.parquet(str(folder / "found"))
    seconds = time.perf_counter() - start
    (loss,) = cap_loss(edges(follows), SETTINGS.degree_cap).collect()
    spark.stop()
    return {"seconds": seconds, **loss.asDict()}


def of_scipy(asked: argparse.Namespace) -> dict[str, float]:
    pairs = np.load(asked.folder / "pairs.npy")
    start = time.perf_counter()
    graph = graph_of(pairs, asked.users)
    degree = degrees(graph)
    counts = np.where((degree > 0) & (degree <= SETTINGS.degree_cap), np.maximum(degree, 1), np.inf)
    _, scores = first_by(counts**-0.5, graph, SETTINGS.most)
    seconds = time.perf_counter() - start
    np.save(asked.folder / "scores.npy", scores)
    return {"seconds": seconds}


def differing(folder: Path, users: int) -> float:
    """Share of the users whose first scores are not the same in both."""
    table = pq.read_table(folder / "found", columns=["user_id", "score"])
    user = np.array([int(name[1:]) for name in table["user_id"].to_pylist()])
    score = table["score"].to_numpy()
    order = np.lexsort((-score, user))
    user, score = user[order], score[order]
    ours = np.zeros((users, SETTINGS.most))
    ours[user, np.arange(len(user)) - np.searchsorted(user, user)] = score
    return float((~np.isclose(ours, np.load(folder / "scores.npy"), atol=1e-6)).any(axis=1).mean())


def stages(events: Path) -> list[tuple[int, list[float]]]:
    """Seconds of the tasks of each stage, by its number."""
    taken = defaultdict(list)
    for path in events.iterdir():
        for line in path.read_text().splitlines():
            event = json.loads(line)
            if event["Event"] == "SparkListenerTaskEnd":
                task = event["Task Info"]
                length = (task["Finish Time"] - task["Launch Time"]) / 1000
                taken[event["Stage ID"]].append(length)
    return sorted(taken.items())


def report(
    found: dict[str, dict[str, float]], differ: float, taken: list[tuple[int, list[float]]]
) -> int:
    ours, theirs = found["voxlake"], found["scipy"]
    print(
        f"cap of {SETTINGS.degree_cap}: leaves out {ours['friends_left_out']:,} of "
        f"{ours['friends']:,} friends, {ours['paths_left_out']:,} of {ours['paths']:,} paths"
    )
    worst = 0.0
    for stage, tasks in taken:
        if max(tasks) >= SHORTEST:
            over = max(tasks) / median(tasks)
            worst = max(worst, over)
            print(
                f"stage {stage:3} {len(tasks):4} tasks, median {median(tasks):7.2f} s, "
                f"longest {max(tasks):7.2f} s, {over:5.2f} times"
            )
    ratios = (
        Ratio("friends: longest task over the median of its stage", worst, at_most=MOST),
        Ratio("friends: share of users whose scores differ", differ, at_most=0.0),
        Ratio("friends: seconds of scipy / voxlake", theirs["seconds"] / ours["seconds"]),
    )
    print(*ratios, sep="\n")
    return 0 if all(ratio.is_held for ratio in ratios) else 1


if __name__ == "__main__":
    sys.exit(main())
