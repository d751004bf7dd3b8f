"""Seconds of choosing an arm on request, each choice on the disk before it is answered.

    python benchmarks/bandits.py [FOLDER] [CHOICES]

FOLDER lies on the disk that is measured (default: a temporary one).
"""

import sys
import tempfile
import threading
import time
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
from deltalake import write_deltalake

from voxlake.lake.place import Root
from voxlake.marketing.experiments.settings import BanditSettings, ExperimentSettings
from voxlake.serve.bandits.bandits import Bandits
from voxlake.serve.bandits.states import States
from voxlake.serve.bandits.store import Store
from voxlake.serve.reading.lake import Lake
from voxlake.serve.reading.schemas import arrow_schema
from voxlake.tables import BANDIT_STATE

ARMS = ("a", "b", "c", "d", "e")
CONTEXT = ("age", "spent", "posts")
POLICIES = {
    "b:thompson_beta": BanditSettings(),
    "b:ucb1": BanditSettings(policy="ucb1"),
    "b:linear_thompson": BanditSettings(policy="linear_thompson", context=CONTEXT),
}


def lake_of(folder: Path) -> Lake:
    """A lake whose bandits have learnt something of five arms."""
    width = len(CONTEXT) + 1
    rows = [
        {
            "as_of_date": date(2024, 3, 1),
            "experiment_id": key,
            "arm": arm,
            "place": place,
            "choice_count": 1_000,
            "weight": 1_000.0,
            "reward_sum": 100.0 + place,
            "reward_square_sum": 100.0,
            "precision": (np.eye(width) * 500).ravel().tolist(),
            "response": [10.0 + place] * width,
        }
        for key in POLICIES
        for place, arm in enumerate(ARMS)
    ]
    table = pa.Table.from_pylist(rows, arrow_schema(BANDIT_STATE))
    path = Root(str(folder)).path_of(BANDIT_STATE)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    write_deltalake(path, table, mode="overwrite")
    return Lake(str(folder))


def told(name: str, seconds: list[float]) -> None:
    """Print quantiles in milliseconds."""
    quantiles = np.quantile(seconds, [0.5, 0.95, 0.99]) * 1_000
    p50, p95, p99 = (f"{one:7.2f}" for one in quantiles)
    print(f"{name:32} p50 {p50} ms   p95 {p95} ms   p99 {p99} ms   of {len(seconds):,}")


def timed(bandits: Bandits, key: str, users: range) -> list[float]:
    """Seconds of each choice."""
    found = []
    for user in users:
        begun = time.perf_counter()
        bandits.choose(key, f"b:{user}", dict.fromkeys(CONTEXT, float(user % 7)))
        found.append(time.perf_counter() - begun)
    return found


def at_once(bandits: Bandits, key: str, choices: int, threads: int) -> list[float]:
    """Seconds of each choice, with several who ask."""
    found: list[float] = []
    parts = [range(n, choices, threads) for n in range(threads)]
    workers = [
        threading.Thread(target=lambda part=part: found.extend(timed(bandits, key, part)))
        for part in parts
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return found


def main() -> None:
    """Measure each policy, a choice that was made before, a reward, and eight who ask at once."""
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if sys.argv[1:] else None) as made:
        choices = int(sys.argv[2]) if sys.argv[2:] else 1_000
        store = Store(Path(made) / "choices.sqlite")
        settings = ExperimentSettings(bandits=POLICIES)
        bandits = Bandits(store, States(lake_of(Path(made) / "lake"), settings), "UTC")
        for key in POLICIES:
            told(key.removeprefix("b:"), timed(bandits, key, range(choices)))
        key = "b:thompson_beta"
        told("the same users again", timed(bandits, key, range(choices)))
        ids = [bandits.choose(key, f"b:{user}").choice_id for user in range(choices)]
        rewards = []
        for choice in ids:
            begun = time.perf_counter()
            bandits.reward(choice, 1.0)
            rewards.append(time.perf_counter() - begun)
        told("rewards", rewards)
        begun = time.perf_counter()
        told("eight who ask at once", at_once(bandits, "b:ucb1", choices * 3, 8)[choices:])
        print(f"{choices * 3 / (time.perf_counter() - begun):,.0f} choices a second of eight")
        bandits.close()


if __name__ == "__main__":
    main()
