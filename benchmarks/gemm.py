"""The ceiling of a processor: int8 multiply-adds a second of one large product of matrices.

    python benchmarks/gemm.py [--threads 2]

ONNX Runtime multiplies 8-bit activations with 8-bit weights of the shape of the encoder's largest
layers, for 1,024 tokens at once, and does nothing else. The model is written out by hand, since the
package `onnx` is an extra.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import onnxruntime as ort
from raw_encoder import FEED_FORWARD, HIDDEN

TOKENS, REPEATS, ROUNDS = 1024, 40, 5
UINT8, INT8, INT32 = 2, 3, 6


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
    stored = b"".join([number(1, rows), number(1, columns), number(2, INT8)])
    stored += part(8, b"b") + part(9, weights.tobytes())
    node = part(1, b"a") + part(1, b"b") + part(2, b"c") + part(4, b"MatMulInteger")
    graph = part(1, node) + part(2, b"product") + part(5, stored)
    graph += part(11, matrix("a", UINT8, rows)) + part(12, matrix("c", INT32, columns))
    operators = part(1, b"") + number(2, 13)
    return number(1, 8) + part(7, graph) + part(8, operators)


def matrix(name: str, kind: int, columns: int) -> bytes:
    """The declared shape of an input or output."""
    shape = b"".join(part(1, number(1, size)) for size in (TOKENS, columns))
    return part(1, name.encode()) + part(2, part(1, number(1, kind) + part(2, shape)))


def part(field: int, content: bytes) -> bytes:
    """A field of a protocol buffer that holds bytes, a text or a message."""
    return varint(field << 3 | 2) + varint(len(content)) + content


def number(field: int, value: int) -> bytes:
    """A field of a protocol buffer that holds a whole number."""
    return varint(field << 3) + varint(value)


def varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first; the eighth says that more follow."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


if __name__ == "__main__":
    main()
