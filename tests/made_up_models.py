"""Models of users that nobody fitted: segments, propensity of each kind and value."""

import numpy as np
from sklearn.tree import DecisionTreeRegressor

from voxlake.people.propensity.inputs import Input, Inputs, Source
from voxlake.people.propensity.scorers import Layer, Linear, Network, Tree, Trees
from voxlake.people.propensity.target_model import TargetModel, numbers_of
from voxlake.people.segments.clusters import Centres, Clustering, Mixture
from voxlake.people.segments.model import Reference, SegmentModel
from voxlake.people.segments.scaling import Scale, Scaler
from voxlake.people.segments.traits import category_trait, traits

VERSION = "1 topics=2"
USERS = (
    {"post_count": 3, "revenue": -12.5, "topic_shares": [0.2, 0.8], "country": "DE"},
    {"post_count": 0, "order_count": 2, "revenue": 1e6, "sentiment_mean": -0.5, "country": "FR"},
    {"post_count": 40, "order_count": 0, "topic_shares": [1.0], "attributes": {"plan": "it's"}},
    {"post_count": 7, "revenue": float("inf"), "likes_per_post": 3.5, "attributes": {"plan": "b"}},
    {"sentiment_mean": float("nan"), "likes_per_post": 1e300},
)
"""Users of whom much is unknown, or without end."""
INPUTS = (
    *(Input(Source(n, n), 0.4) for n in ("post_count", "revenue", "sentiment_mean")),
    Input(Source("revenue", "revenue"), None),
    Input(Source("topic_1", "topic_shares", 1), 0.25),
    Input(Source("country DE", "country", "DE"), 0.1),
)


def segments(method="kmeans"):
    """A model of four clusters in three segments, or in none."""
    rng = np.random.default_rng(5)
    used = [
        *(t for t in traits(2) if t.name not in ("reply_share", "days_since_order")),
        category_trait("country", "DE"),
        category_trait("attributes.plan", "it's"),
    ]
    width = len(used)
    scales = tuple(Scale(t, float(rng.normal()), float(rng.uniform(0.2, 2))) for t in used)
    scaler = Scaler(VERSION, scales, tuple(rng.uniform(0.3, 1, width).tolist()), 3.0)
    groups = (0, 1, 2, -1 if method == "density" else 1)
    if method == "mixture":
        roots = rng.normal(size=(4, 3, 3)) + 2 * np.eye(3)
        clusters = Mixture(
            rng.normal(size=(width, 3)),
            np.array([0.4, 0.3, 0.2, 0.1]),
            rng.normal(size=(4, 3)),
            roots @ roots.transpose(0, 2, 1),
        )
    else:
        clusters = Centres(rng.normal(size=(4, width)))
    return SegmentModel(
        method,
        scaler,
        Clustering(clusters, groups),
        {i: rng.normal(size=width) for i in range(3)},
        dict.fromkeys(range(3), 10.0),
        {0: "busy", 1: "quiet"},
        3,
        Reference(((0.0,),) * width, ((5, 5),) * width, {0: 0.5, 1: 0.3, 2: 0.2}, 0.4),
    )


def trees():
    """A forest of three trees that were grown to noise."""
    rng = np.random.default_rng(6)
    matrix, answers = rng.normal(size=(200, len(INPUTS))), rng.normal(size=200)
    grown = [
        DecisionTreeRegressor(max_depth=4, random_state=i).fit(matrix, answers) for i in range(3)
    ]
    return Trees(tuple(_tree(one.tree_) for one in grown))


def _tree(tree):
    nodes, is_leaf = np.arange(tree.node_count), tree.children_left < 0
    return Tree(
        np.where(is_leaf, 0, tree.feature),
        np.where(is_leaf, 0.0, tree.threshold),
        np.where(is_leaf, nodes, tree.children_left),
        np.where(is_leaf, nodes, tree.children_right),
        tree.value[:, 0, 0],
    )


def targets():
    """A model of each kind, by the name of a target."""
    rng = np.random.default_rng(7)
    width = len(INPUTS)
    network = Network(
        rng.normal(size=width),
        rng.uniform(0.5, 2, width),
        (
            Layer(rng.normal(size=(4, width)), rng.normal(size=4)),
            Layer(rng.normal(size=(3, 4)), rng.normal(size=3)),
            Layer(rng.normal(size=(1, 3)), rng.normal(size=1)),
        ),
    )
    scorers = {"linear": Linear(rng.normal(size=width)), "trees": trees(), "network": network}
    return {
        name: TargetModel(f"{VERSION} | buys", Inputs(INPUTS), scorer, 0.7, -0.2)
        for name, scorer in scorers.items()
    }


def propensity():
    """What a fit of propensity registers."""
    return numbers_of(targets())


def value():
    """What a fit of value registers."""
    return {
        "bg_nbd": {"r": 0.25, "alpha": 4.4, "a": 0.8, "b": 2.4},
        "gamma_gamma": {"p": 6.25, "q": 3.7, "v": 15.4},
        "unit_days": 7,
        "currency": "EUR",
        "orders_covariance": (0.01 * np.eye(4)).tolist(),
        "spend_covariance": (0.02 * np.eye(3)).tolist(),
    }
