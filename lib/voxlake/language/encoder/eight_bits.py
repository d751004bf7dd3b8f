"""Writes an encoder with weights and activations in 8 bits; needs the extra `[train]`.

`quantize_dynamic` of ONNX Runtime scales the input of a matrix product by its range over a whole
batch, padding included, so that a text's vector depends on its neighbours. Here each input keeps
the range that it had over many texts (static quantisation, calibrated by minimum and maximum:
Krishnamoorthi 2018, arXiv:1806.08342, section 3). Then nothing depends on a batch any more: sums
of integers are exact, and all else is computed a token or a text at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer

_LEVELS = 255
_DOMAIN = "com.microsoft"
"""Of the operators that ONNX Runtime adds to those of ONNX."""


@dataclass
class _Range:
    """The smallest range that holds 0 and all values seen."""

    low: float = 0.0
    high: float = 0.0

    def add(self, scale: float, zero_point: int) -> None:
        self.low = min(self.low, -scale * zero_point)
        self.high = max(self.high, scale * (_LEVELS - zero_point))

    def scale_and_zero_point(self) -> tuple[np.float32, np.uint8]:
        scale = (self.high - self.low) / _LEVELS or 1.0
        return np.float32(scale), np.uint8(round(-self.low / scale))


def quantise(path: Path, to: Path, tokenizer: Tokenizer, texts: Sequence[str]) -> None:
    """Write an encoder in 8 bits: each column of weights and each input with a scale of its own.

    Weights take seven of the eight bits, so that processors without VNNI do not overflow when they
    add up products, and every processor gives the same vectors.

    Args:
        path: The ONNX file.
        to: Where to write.
        tokenizer: Turns a text into tokens as the encoder is to read it.
        texts: Some thousand such as it will read, which give the inputs' scales; what lies beyond
            their values is clipped.
    """
    quantize_dynamic(path, to, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
    _fix_scales(to, tokenizer, texts)


def _fix_scales(path: Path, tokenizer: Tokenizer, texts: Sequence[str]) -> None:
    """Rewrite an ONNX file of `quantize_dynamic` with the scales that these texts give."""
    model = onnx.load(path)
    graph = model.graph
    for node, seen in zip(_quantised(graph), _ranges(model, tokenizer, texts), strict=True):
        _, *names = node.output
        for name, value in zip(names, seen.scale_and_zero_point(), strict=True):
            graph.initializer.append(numpy_helper.from_array(np.array(value), name))
        node.op_type = "QuantizeLinear"
        node.input.extend(names)
        del node.output[1:]
    _join_products(graph)
    if all(each.domain != _DOMAIN for each in model.opset_import):
        model.opset_import.append(helper.make_opsetid(_DOMAIN, 1))
    onnx.save(model, path)


def _quantised(graph: onnx.GraphProto) -> list[onnx.NodeProto]:
    return [node for node in graph.node if node.op_type == "DynamicQuantizeLinear"]


def _ranges(model: onnx.ModelProto, tokenizer: Tokenizer, texts: Sequence[str]) -> list[_Range]:
    """Of each input that the graph quantises, over the scales that it gives each text alone."""
    telling = onnx.ModelProto()
    telling.CopyFrom(model)
    nodes = _quantised(telling.graph)
    names = [name for node in nodes for name in node.output[1:]]
    ranges = [_Range() for _ in nodes]
    for place, name in enumerate(names):
        kind = onnx.TensorProto.UINT8 if place % 2 else onnx.TensorProto.FLOAT
        telling.graph.output.append(helper.make_tensor_value_info(name, kind, []))
    session = onnxruntime.InferenceSession(telling.SerializeToString())
    for text in texts:
        encoded = tokenizer.encode(text)
        tokens = {
            "input_ids": [encoded.ids],
            "attention_mask": [encoded.attention_mask],
            "token_type_ids": [encoded.type_ids],
        }
        fed = {each.name: np.array(tokens[each.name]) for each in session.get_inputs()}
        told = session.run(names, fed)
        for seen, scale, zero_point in zip(ranges, told[::2], told[1::2], strict=True):
            seen.add(float(scale), int(zero_point))
    return ranges


def _join_products(graph: onnx.GraphProto) -> None:
    """Make each product of integers one operator with its scales and its bias.

    ONNX Runtime does so by itself only while scales are computed; left apart, a text takes a tenth
    more time.
    """
    readers = defaultdict(list)
    for node in graph.node:
        for name in node.input:
            readers[name].append(node)
    made_by = {name: node for node in graph.node for name in node.output}
    stored = {tensor.name for tensor in graph.initializer}
    gone: set[str] = set()
    for node in graph.node:
        if node.op_type != "MatMulInteger":
            continue
        values, weights, zero_point, weights_zero_point = node.input
        (cast,) = readers[node.output[0]]
        (scaled,) = readers[cast.output[0]]
        both = made_by[next(name for name in scaled.input if name != cast.output[0])]
        scale, weights_scale = both.input
        inputs = [values, weights, scale, weights_scale, zero_point, weights_zero_point]
        last = scaled
        after = readers[scaled.output[0]]
        bias = [name for each in after for name in each.input if name in stored]
        if bias and [each.op_type for each in after] == ["Add"]:
            (last,) = after
            inputs += bias
        gone.update(each.output[0] for each in (cast, both, scaled, last))
        node.CopyFrom(
            helper.make_node(
                "MatMulIntegerToFloat",
                inputs,
                [last.output[0]],
                node.name,
                domain=_DOMAIN,
            )
        )
    kept = [
        node for node in graph.node if node.domain == _DOMAIN or not gone.intersection(node.output)
    ]
    del graph.node[:]
    graph.node.extend(kept)
