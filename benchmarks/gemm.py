"""The ceiling of a processor: int8 multiply-adds a second of one large product of matrices.

    python benchmarks/gemm.py [--threads 2]

ONNX Runtime multiplies 8-bit activations with 8-bit weights of the shape of the encoder's largest
layers, for 1,024 tokens at once, and does nothing else.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper
from raw_encoder import FEED_FORWARD, HIDDEN

TOKENS, REPEATS, ROUNDS = 1024, 40, 5


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=2)
    threads = parser.parse_args().threads
    print(f"{multiply_adds_a_second(threads) / 1e9:.1f} G int8 multiply-adds/s, {threads} threads")


def multiply_adds_a_second(threads: int) -> float:
    """The best of some rounds."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    weights = np.random.default_rng(7).integers(-64, 64, (HIDDEN, FEED_FORWARD), dtype=np.int8)
    session = ort.InferenceSession(product_with(weights), options)
    fed = {"a": np.random.default_rng(8).integers(0, 255, (TOKENS, HIDDEN), dtype=np.uint8)}
    found = session.run(None, fed)[0]
    assert (found[0] == fed["a"][0].astype(np.int32) @ weights.astype(np.int32)).all()
    return TOKENS * weights.size * REPEATS / min(_round(session, fed) for _ in range(ROUNDS))


def _round(session: ort.InferenceSession, fed: dict[str, np.ndarray]) -> float:
    start = time.perf_counter()
    for _ in range(REPEATS):
        session.run(None, fed)
    return time.perf_counter() - start


def product_with(weights: np.ndarray) -> bytes:
    """An ONNX model of one MatMulInteger: `a` (tokens by rows of the weights) by the weights."""
    rows, columns = weights.shape
    given = helper.make_tensor_value_info("a", TensorProto.UINT8, (TOKENS, rows))
    found = helper.make_tensor_value_info("c", TensorProto.INT32, (TOKENS, columns))
    node = helper.make_node("MatMulInteger", ["a", "b"], ["c"])
    stored = numpy_helper.from_array(weights, "b")
    graph = helper.make_graph([node], "product", [given], [found], [stored])
    operators = [helper.make_opsetid("", 13)]
    made = helper.make_model(graph, opset_imports=operators, ir_version=8)
    return bytes(made.SerializeToString())


if __name__ == "__main__":
    main()
