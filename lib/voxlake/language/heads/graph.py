"""A head as an ONNX graph."""

from __future__ import annotations

import numpy as np

from voxlake.core.graphs import Graph
from voxlake.language.heads.plain import PlainHead


def head_graph(head: PlainHead) -> bytes:
    """Reads `vectors` in single precision, and gives `chances`, in the order of the labels."""
    graph = Graph("head")
    vectors = graph.cast("vectors", np.float64)
    products = graph.add("MatMul", vectors, graph.constant(head.coefficients.T))
    scores = graph.add("Add", products, graph.constant(head.intercepts))
    chances = graph.add("Softmax", scores, axis=1)
    width = head.coefficients.shape[1]
    return graph.to_bytes(
        {"vectors": (np.float32, width)}, {"chances": (chances, np.float64, len(head.labels))}
    )
