"""Recall of friends of friends on lastfm_asia beside scipy.sparse and popularity: five seeds.

    python benchmarks/friends_recall.py [--data ../shared/data] [--seeds 5]

A tenth of the edges is held out. The weights are chosen on a tenth of the others, as
`voxlake.recommend.friends.graph.tuning` does, with those of interests at 0: the graph has none.
Beside it, the countries of the users stand in the place of topics, with the weight chosen likewise.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from figures import DATA, Ratio, show, two_cores
from friends_rivals import degrees, first_by, graph_of, popular, recall
from pyspark.sql import DataFrame, SparkSession

from voxlake.recommend.friends.graph.candidates import candidates
from voxlake.recommend.friends.graph.settings import (
    FriendGraphSettings,
    FriendTuningSettings,
    FriendWeights,
)
from voxlake.recommend.friends.graph.tuning import best_weights, hold_out

MOST = 10
INDICES = {
    "common neighbours": lambda degree: np.ones(len(degree)),
    "Adamic-Adar": lambda degree: 1 / np.log(degree),
    "resource allocation": lambda degree: 1 / degree,
}
PLAIN = FriendWeights(topics=0, hashtags=0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--seeds", type=int, default=5)
    asked = parser.parse_args()
    pairs = pd.read_csv(asked.data / "lastfm_asia/lastfm_edges.csv").to_numpy()
    countries = pd.read_csv(asked.data / "lastfm_asia/lastfm_target.csv").sort_values("id")
    spark = two_cores()
    people = spark.createDataFrame(
        pd.DataFrame({"user_id": named(countries["id"]), "country": countries["target"]})
    ).selectExpr("user_id", "array(int(country)) top_topics", "array('') top_hashtags")
    over, times = [], []
    for seed in range(asked.seeds):
        found = of_seed(spark, pairs, people, seed)
        show(f"seed {seed}", found)
        over.append(found["voxlake"] - max(found[name] for name in INDICES))
        times.append(found["voxlake"] / found["popularity"])
    ratios = (
        Ratio("friends: recall@10 less the best index alone, worst seed", min(over), at_least=0.0),
        Ratio("friends: recall@10 over popularity, worst seed", min(times), at_least=4.0),
    )
    print(*ratios, sep="\n")
    return 0 if all(ratio.is_held for ratio in ratios) else 1


def of_seed(
    spark: SparkSession, pairs: np.ndarray, people: DataFrame, seed: int
) -> dict[str, float]:
    """Recall of each way on one tenth held out."""
    users = int(pairs.max()) + 1
    order = np.random.default_rng(seed).permutation(len(pairs))
    held, kept = (both(part) for part in np.split(pairs[order], [len(pairs) // 10]))
    graph, wanted = graph_of(kept, users), graph_of(held, users)
    degree = np.maximum(degrees(graph), 2)  # who has one leads to nobody
    found = {
        name: recall(first_by(of(degree), graph, MOST)[0], wanted) for name, of in INDICES.items()
    }
    found["popularity"] = recall(popular(graph, MOST), wanted)
    follows = spark.createDataFrame(
        pd.DataFrame({"follower_id": named(kept[:, 0]), "followed_id": named(kept[:, 1])})
    ).selectExpr("*", "CAST(NULL AS timestamp) AS followed_at")
    for name, known in {"voxlake": people.limit(0), "with countries": people}.items():
        weights = chosen(follows, known, people, seed)
        print(f"  {name}: {weights}")
        settings = FriendGraphSettings(most=MOST, weights=weights)
        rows = candidates(follows, known, people.select("user_id"), settings).toPandas()
        hits = wanted[rows["user_id"].astype(int), rows["item"].astype(int)].sum()
        found[name] = float(hits / wanted.sum())
    return found


def chosen(follows: DataFrame, known: DataFrame, everyone: DataFrame, seed: int) -> FriendWeights:
    """Weights by follows held out of those that are left."""
    tuning = FriendTuningSettings(sample_users=10_000, seed=seed)
    settings = FriendGraphSettings(most=MOST, weights=PLAIN)
    held = hold_out(follows, known, everyone.select("user_id"), settings, tuning)
    return best_weights(held, PLAIN, tuning, MOST)


def both(pairs: np.ndarray) -> np.ndarray:
    """Edges in both directions."""
    return np.concatenate([pairs, pairs[:, ::-1]])


def named(numbers: np.ndarray | pd.Series) -> np.ndarray:
    """Ids whose order as texts is that of the numbers."""
    return np.array([f"{number:05}" for number in numbers])


if __name__ == "__main__":
    sys.exit(main())
