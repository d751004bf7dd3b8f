"""A model of segments as an ONNX graph, from features as they are to a segment."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.linalg import solve_triangular

from voxlake.core.errors import ConfigError
from voxlake.core.graphs import Graph
from voxlake.people.features.wanted import Wanted
from voxlake.people.propensity.graph import mirrored_logarithm
from voxlake.people.segments.clusters import Centres, Mixture
from voxlake.people.segments.model import SegmentModel
from voxlake.people.segments.scaling import Scale
from voxlake.people.segments.traits import Trait, category_trait, topic_of, traits


def wanted_of(model: SegmentModel) -> tuple[Wanted, ...]:
    """The features that the model goes by, in the order of what its graph reads.

    Raises:
        ConfigError: an earlier voxlake fitted the model, by traits of another meaning.
    """
    scales = model.scaler.scales
    topics = max((1 + (topic_of(scale.trait.name) or 0) for scale in scales), default=0)
    known = {trait.name: trait for trait in traits(topics)}
    return tuple(_wanted(scale.trait, known) for scale in scales)


def segment_graph(model: SegmentModel) -> bytes:
    """Reads `features` (see `wanted_of`; not a number where unknown).

    Gives `segment_id`, `distance` to its centre and `point`, the user as the model sees them.
    """
    scaler = model.scaler
    graph = Graph("segments")
    is_amount = graph.constant([_is_amount(scale) for scale in scaler.scales], np.bool_)
    values = graph.add("Where", is_amount, mirrored_logarithm(graph, "features"), "features")
    means = graph.constant([scale.mean for scale in scaler.scales])
    known = graph.add("Where", graph.add("IsNaN", values), means, values)
    deviations = graph.constant([scale.deviation for scale in scaler.scales])
    standard = graph.add("Div", graph.add("Sub", known, means), deviations)
    below = graph.add("Min", standard, graph.constant([scaler.clip]))
    within = graph.add("Max", below, graph.constant([-scaler.clip]))
    point = graph.add("Mul", within, graph.constant(scaler.weights))
    cluster = _nearest(graph, model.clustering.clusters, point)
    groups = graph.constant(model.clustering.groups, np.int64)
    segment = graph.add("Gather", groups, cluster, axis=0)
    of_cluster = [
        model.centres.get(g, np.zeros(len(scaler.weights))) for g in model.clustering.groups
    ]
    centre = graph.add("Gather", graph.constant(np.array(of_cluster)), cluster, axis=0)
    squares = _squared_length(graph, graph.add("Sub", point, centre))
    distance = graph.add("Sqrt", squares)
    width = len(scaler.scales)
    return graph.to_bytes(
        {"features": (np.float64, width)},
        {
            "segment_id": (segment, np.int64, None),
            "distance": (distance, np.float64, None),
            "point": (point, np.float64, width),
        },
    )


def _wanted(trait: Trait, known: Mapping[str, Trait]) -> Wanted:
    name = trait.name
    rebuilt = category_trait(*name.split("=", 1)) if trait.is_category else known.get(name)
    if rebuilt != trait:
        raise ConfigError(
            f"An earlier voxlake fitted the champion of 'segments', by another {name!r}: run "
            "fit_segments with --fit."
        )
    if trait.is_category:
        column, _, value = name.partition("=")
        return Wanted(name, column, "is", value)
    if (topic := topic_of(name)) is not None:
        return Wanted(name, "topic_shares", "share", topic)
    if name in _ABOVE_0:
        return Wanted(name, _ABOVE_0[name], "above_0", missing=0.0)
    return Wanted(name, name, "number")


_ABOVE_0 = {"has_posts": "post_count", "has_orders": "order_count"}
"""Traits that say whether a column is above 0."""


def _is_amount(scale: Scale) -> bool:
    return scale.trait.tamed != scale.trait.value


def _nearest(graph: Graph, clusters: Centres | Mixture, points: str) -> str:
    """The cluster of each point, as `nearest` of the clusters says."""
    if isinstance(clusters, Centres):
        squares = graph.constant((clusters.centres**2).sum(axis=1))
        products = graph.add("MatMul", points, graph.constant(2 * clusters.centres.T))
        return graph.add("ArgMin", graph.add("Sub", squares, products), axis=1, keepdims=0)
    placed = graph.add("MatMul", points, graph.constant(clusters.axes))
    scores = []
    for weight, mean, covariance in zip(
        clusters.weights, clusters.means, clusters.covariances, strict=True
    ):
        root = np.linalg.cholesky(covariance)
        whitening = solve_triangular(root, np.eye(len(root)), lower=True)
        away = graph.add("Sub", placed, graph.constant(mean))
        squares = _squared_length(graph, graph.add("MatMul", away, graph.constant(whitening.T)))
        most = np.log(weight) - np.log(np.diag(root)).sum()
        score = graph.add("Sub", graph.constant([2 * most]), squares)
        scores.append(graph.add("Unsqueeze", score, graph.constant([1], np.int64)))
    return graph.add("ArgMax", graph.add("Concat", *scores, axis=1), axis=1, keepdims=0)


def _squared_length(graph: Graph, rows: str) -> str:
    axis = graph.constant([1], np.int64)
    return graph.add("ReduceSum", graph.add("Mul", rows, rows), axis, keepdims=0)
