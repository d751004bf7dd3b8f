"""A model of propensity as an ONNX graph, from features as they are to the chance of a yes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from voxlake.core.graphs import Graph
from voxlake.people.features.wanted import Wanted
from voxlake.people.propensity.inputs import Input, Source
from voxlake.people.propensity.scorers import Linear, Network, Scorer, Trees
from voxlake.people.propensity.target_model import TargetModel


def wanted_of(model: TargetModel) -> tuple[Wanted, ...]:
    """The features that the model goes by, in the order of what its graph reads."""
    return tuple(map(_wanted, _sources(model.inputs.inputs)))


def propensity_graph(model: TargetModel) -> bytes:
    """Reads `features` (see `wanted_of`; not a number where unknown), and gives `chance`."""
    inputs = model.inputs.inputs
    sources = _sources(inputs)
    graph = Graph("propensity")
    places = graph.constant([sources.index(one.source) for one in inputs], np.int64)
    raw = graph.add("Gather", "features", places, axis=1)
    is_amount = graph.constant([one.source.of is None for one in inputs], np.bool_)
    values = graph.add("Where", is_amount, mirrored_logarithm(graph, raw), raw)
    is_unknown = graph.add("IsNaN", values)
    fillers = graph.constant([one.unknown or 0.0 for one in inputs])
    filled = graph.add("Where", is_unknown, fillers, values)
    is_about_unknown = graph.constant([one.unknown is None for one in inputs], np.bool_)
    told = graph.add("Where", is_about_unknown, graph.cast(is_unknown, np.float64), filled)
    slope, intercept = graph.constant([model.slope]), graph.constant([model.intercept])
    score = graph.add("Mul", _score(graph, model.scorer, told), slope)
    chance = graph.add("Sigmoid", graph.add("Add", score, intercept))
    flat = graph.add("Reshape", chance, graph.constant([-1], np.int64))
    return graph.to_bytes(
        {"features": (np.float64, len(sources))}, {"chance": (flat, np.float64, None)}
    )


def mirrored_logarithm(graph: Graph, values: str) -> str:
    """Of amounts, `sign(x) log(1 + |x|)`."""
    size = graph.add("Add", graph.add("Abs", values), graph.constant([1.0]))
    return graph.add("Mul", graph.add("Sign", values), graph.add("Log", size))


def _sources(inputs: Sequence[Input]) -> list[Source]:
    return list(dict.fromkeys(one.source for one in inputs))


def _wanted(source: Source) -> Wanted:
    if isinstance(source.of, str):
        return Wanted(source.name, source.column, "is", source.of, missing=0.0)
    kind = "number" if source.of is None else "share"
    return Wanted(source.name, source.column, kind, source.of)  # type: ignore[arg-type]


def _score(graph: Graph, scorer: Scorer, inputs: str) -> str:
    """A score a row, (rows, 1)."""
    if isinstance(scorer, Linear):
        return graph.add("MatMul", inputs, graph.constant(scorer.weights[:, None]))
    if isinstance(scorer, Network):
        return _network(graph, scorer, inputs)
    return _trees(graph, scorer, inputs)


def _network(graph: Graph, network: Network, inputs: str) -> str:
    away = graph.add("Sub", inputs, graph.constant(network.mean))
    values = graph.add("Div", away, graph.constant(network.deviation))
    for layer in network.layers:
        if layer is not network.layers[0]:
            values = graph.add("Sigmoid", values)
        products = graph.add("MatMul", values, graph.constant(layer.weights.T))
        values = graph.add("Add", products, graph.constant(layer.bias))
    return values


def _trees(graph: Graph, trees: Trees, inputs: str) -> str:
    rounded = graph.cast(graph.cast(inputs, np.float32), np.float64)
    sizes = [len(tree.value) for tree in trees.trees]
    of_tree = np.repeat(np.arange(len(sizes)), sizes)
    number = np.concatenate([np.arange(size) for size in sizes])
    joined = {
        name: np.concatenate([getattr(tree, name) for tree in trees.trees])
        for name in ("feature", "threshold", "left", "right", "value")
    }
    is_leaf = joined["left"] == number
    total = graph.add(
        "TreeEnsembleRegressor",
        rounded,
        domain="ai.onnx.ml",
        n_targets=1,
        nodes_treeids=of_tree.tolist(),
        nodes_nodeids=number.tolist(),
        nodes_featureids=joined["feature"].tolist(),
        nodes_values_as_tensor=graph.numbers_of("thresholds", joined["threshold"]),
        nodes_modes=["LEAF" if leaf else "BRANCH_LEQ" for leaf in is_leaf],
        nodes_truenodeids=np.where(is_leaf, 0, joined["left"]).tolist(),
        nodes_falsenodeids=np.where(is_leaf, 0, joined["right"]).tolist(),
        nodes_missing_value_tracks_true=np.zeros(len(number), int).tolist(),
        target_treeids=of_tree[is_leaf].tolist(),
        target_nodeids=number[is_leaf].tolist(),
        target_ids=np.zeros(int(is_leaf.sum()), int).tolist(),
        target_weights_as_tensor=graph.numbers_of("leaves", joined["value"][is_leaf]),
    )
    return graph.cast(total, np.float64)
