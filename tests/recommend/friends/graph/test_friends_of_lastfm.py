"""Friends of friends on the follower graph of LastFM in Asia."""

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from voxlake.recommend.friends.graph.candidates import candidates
from voxlake.recommend.friends.graph.settings import FriendGraphSettings

SEED = 3
MOST = 10


def matrix(pairs, count):
    both = np.concatenate([pairs, pairs[:, ::-1]])
    return sp.csr_matrix((np.ones(len(both)), (both[:, 0], both[:, 1])), shape=(count, count))


def first_by(weights, known):
    """The first candidates of each user by sums of weights of common friends, and `-1`."""
    scores = known @ sp.diags(weights) @ known
    scores = (scores - scores.multiply(known)).tocsr()
    firsts = np.full((known.shape[0], MOST), -1)
    for user in range(known.shape[0]):
        row = slice(scores.indptr[user], scores.indptr[user + 1])
        score, item = scores.data[row].round(9), scores.indices[row]
        is_new = (score > 0) & (item != user)
        order = np.lexsort((item, -score))
        best = item[order][is_new[order]][:MOST]
        firsts[user, : len(best)] = best
    return firsts


def popular(known):
    """Whom most follow, but those whom the user follows."""
    order = np.argsort(-known.sum(axis=0).A1, kind="stable")
    most = int(known.sum(axis=1).max()) + MOST + 1
    firsts = np.full((known.shape[0], MOST), -1)
    for user in range(known.shape[0]):
        out = {user, *known.indices[known.indptr[user] : known.indptr[user + 1]]}
        firsts[user] = [item for item in order[:most] if item not in out][:MOST]
    return firsts


def recall(firsts, held):
    users, ranks = np.nonzero(firsts >= 0)
    return float(held[users, firsts[users, ranks]].sum() / held.sum())


@pytest.fixture(scope="module")
def graph(shared_data):
    """Users, and follows to look at and to find again, in both directions."""
    pairs = pd.read_csv(shared_data / "lastfm_asia" / "lastfm_edges.csv").to_numpy()
    count = int(pairs.max()) + 1
    order = np.random.default_rng(SEED).permutation(len(pairs))
    held, kept = np.split(pairs[order], [len(pairs) // 10])
    return count, matrix(kept, count), matrix(held, count)


def test_as_many_follows_are_found_again_as_by_the_best_index_alone(spark, graph, measured):
    count, known, held = graph
    user, friend = known.nonzero()
    names = np.array([f"{number:05}" for number in range(count)])
    follows = spark.createDataFrame(
        pd.DataFrame({"follower_id": names[user], "followed_id": names[friend]})
    ).selectExpr("*", "CAST(NULL AS timestamp) AS followed_at")
    everyone = spark.createDataFrame(pd.DataFrame({"user_id": names}))
    nothing = everyone.limit(0).selectExpr(
        "user_id", "CAST(NULL AS array<int>) top_topics", "CAST(NULL AS array<string>) top_hashtags"
    )

    rows = candidates(follows, nothing, everyone, FriendGraphSettings(most=MOST)).toPandas()

    found = float(held[rows.user_id.astype(int), rows["item"].astype(int)].sum() / held.sum())
    degree = np.maximum(known.sum(axis=1).A1, 2)  # who has one leads to nobody
    alone = {
        name: recall(first_by(weights, known), held)
        for name, weights in {
            "common neighbours": np.ones(count),
            "Adamic-Adar": 1 / np.log(degree),
            "resource allocation": 1 / degree,
        }.items()
    }
    usual = recall(popular(known), held)
    told = ", ".join(f"{name} {value:.4f}" for name, value in alone.items())
    measured(f"friends of lastfm_asia, recall@10: {found:.4f}; {told}; popularity {usual:.4f}")
    assert found >= max(alone.values())
    assert found >= 4 * usual
