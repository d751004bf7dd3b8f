"""Has a newer ONNX Runtime normalise layers by the sums that the jobs' one adds up.

Spark NLP brings ONNX Runtime 1.19.2. Newer ones add up the sums of a layer normalisation in another
way, alone of all operators of an encoder. In 8 bits the last digit of a sum decides which way a
value is rounded: one text in six had another vector, and four labels in a thousand were others
(docs/scoring.md). So these sums are written out in a graph that is read without Spark, one number
after the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import onnx
from onnx import helper, numpy_helper

_FIRST_AXIS, _LAST_PLACE = "voxlake_first_axis", "voxlake_last_place"


@dataclass(frozen=True)
class _Norm:
    """A layer normalisation, as exports of BERT write it: names of what it reads and makes.

    Attributes:
        values: What is normalised.
        epsilon: What is added to the variance.
        away: Values less their mean.
        deviation: The root of the variance, by which these are divided.
    """

    values: str
    epsilon: str
    away: str
    deviation: str


def with_sums_written_out(graph: bytes) -> bytes:
    """An ONNX file whose layer normalisations add up as those of the jobs do."""
    model = onnx.load_from_string(graph)
    nodes = list(model.graph.node)
    norms = list(_norms(nodes))
    written: dict[str, list[onnx.NodeProto]] = {}
    for norm in norms:
        written[norm.away] = list(_away_from_mean(norm))
        written[norm.deviation] = list(_deviation(norm))
    for name, value in ((_FIRST_AXIS, 0), (_LAST_PLACE, [-1])):
        model.graph.initializer.append(numpy_helper.from_array(np.array(value, np.int64), name))
    del model.graph.node[:]
    for node in nodes:
        model.graph.node.extend(written.get(node.output[0], [node]))
    found: bytes = model.SerializeToString()
    return found


def _norms(nodes: Sequence[onnx.NodeProto]) -> Iterator[_Norm]:
    made_by = {name: node for node in nodes for name in node.output}
    readers = defaultdict(list)
    for node in nodes:
        for name in node.input:
            readers[name].append(node)
    for root in (node for node in nodes if node.op_type == "Sqrt"):
        ratios = [node for node in readers[root.output[0]] if node.op_type == "Div"]
        away = made_by.get(ratios[0].input[0]) if ratios else None
        epsilon = _beside_the_variance(made_by.get(root.input[0]), made_by)
        if away is not None and away.op_type == "Sub" and epsilon is not None:
            yield _Norm(away.input[0], epsilon, away.output[0], root.output[0])


def _beside_the_variance(
    total: onnx.NodeProto | None, made_by: Mapping[str, onnx.NodeProto]
) -> str | None:
    """What is added to a mean; None where a sum has none."""
    if total is None or total.op_type != "Add":
        return None
    means = [n for n in total.input if n in made_by and made_by[n].op_type == "ReduceMean"]
    return next((n for n in total.input if n not in means), None) if means else None


def _away_from_mean(norm: _Norm) -> Iterator[onnx.NodeProto]:
    first = f"{norm.away}_first"
    yield helper.make_node("Transpose", [norm.values], [first], perm=[2, 0, 1])
    # How many numbers are added up.
    yield helper.make_node("Shape", [first], [f"{first}_shape"])
    yield helper.make_node("Gather", [f"{first}_shape", _FIRST_AXIS], [f"{first}_length"])
    yield helper.make_node(
        "Cast", [f"{first}_length"], [f"{norm.away}_width"], to=onnx.TensorProto.FLOAT
    )
    yield from _mean(first, f"{norm.away}_mean", f"{norm.away}_width")
    yield helper.make_node("Sub", [norm.values, f"{norm.away}_mean"], [norm.away])


def _deviation(norm: _Norm) -> Iterator[onnx.NodeProto]:
    """The root of the mean of squares less the square of the mean."""
    values, mean, to = f"{norm.away}_first", f"{norm.away}_mean", norm.deviation
    yield helper.make_node("Mul", [values, values], [f"{to}_squares"])
    yield from _mean(f"{to}_squares", f"{to}_mean_square", f"{norm.away}_width")
    yield helper.make_node("Mul", [mean, mean], [f"{to}_square_mean"])
    yield helper.make_node("Sub", [f"{to}_mean_square", f"{to}_square_mean"], [f"{to}_variance"])
    yield helper.make_node("Add", [f"{to}_variance", norm.epsilon], [f"{to}_above_0"])
    yield helper.make_node("Sqrt", [f"{to}_above_0"], [to])


def _mean(values: str, to: str, width: str) -> Iterator[onnx.NodeProto]:
    """The mean over the first axis, as (texts, tokens, 1)."""
    yield helper.make_node("CumSum", [values, _FIRST_AXIS], [f"{to}_sums"])
    yield helper.make_node("Gather", [f"{to}_sums", _LAST_PLACE], [f"{to}_sum"], axis=0)
    yield helper.make_node("Transpose", [f"{to}_sum"], [f"{to}_sum_last"], perm=[1, 2, 0])
    yield helper.make_node("Div", [f"{to}_sum_last", width], [to])
