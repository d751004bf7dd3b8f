"""The encoder's own ONNX file in plain ONNX Runtime: what the jobs are measured against."""

from __future__ import annotations

import multiprocessing as mp
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort
from figures import CHECKOUT
from tokenizers import BertWordPieceTokenizer, Tokenizer

from voxlake.setup.encoder import SHIPPED, read_card, unpack


def raw_encoder(folder: Path) -> tuple[Path, Tokenizer]:
    """The ONNX file, laid out in a folder by the first call, and its tokenizer.

    The one place of the benchmarks that knows where both come from.
    """
    tokens = folder / "tokenizer.json"
    if not tokens.is_file():
        file = CHECKOUT / SHIPPED["encoder"]
        unpack(file, folder)
        made = BertWordPieceTokenizer(str(folder / "assets/vocab.txt"), lowercase=True)
        made.enable_truncation(read_card(file)["max_tokens"])
        made.enable_padding()
        made.save(str(tokens))
    return folder / "model.onnx", Tokenizer.from_file(str(tokens))


LAYERS, HIDDEN, FEED_FORWARD = 12, 384, 1536
"""The shape of e5-small-v2."""


def multiply_adds(tokens: float) -> float:
    """Of a text of so many tokens: those of the weights, and those of attention."""
    of_weights = LAYERS * (4 * HIDDEN**2 + 2 * HIDDEN * FEED_FORWARD)
    return tokens * (of_weights + 2 * LAYERS * HIDDEN * tokens)


@dataclass(frozen=True)
class Way:
    """How texts are spread over processes, threads and batches."""

    processes: int
    threads: int
    batch: int

    def __str__(self) -> str:
        return f"raw, {self.processes} process(es) of {self.threads} thread(s), batch {self.batch}"


WAYS = tuple(Way(p, t, batch) for p, t in ((1, 2), (2, 1)) for batch in (1, 32))


def raw_seconds(folder: Path, inputs: list[str], way: Way) -> float:
    """Seconds until the last process has encoded its share; loading and a warm-up are not in it."""
    raw_encoder(folder)
    spawn = mp.get_context("spawn")
    barrier, spent = spawn.Barrier(way.processes), spawn.Queue()
    workers = [
        spawn.Process(
            target=_encode_share,
            args=(folder, inputs[number :: way.processes], way, barrier, spent),
        )
        for number in range(way.processes)
    ]
    for worker in workers:
        worker.start()
    seconds = max(spent.get() for _ in workers)
    for worker in workers:
        worker.join()
    return seconds


def _encode_share(folder: Path, inputs: list[str], way: Way, barrier, spent) -> None:
    model, tokenizer = raw_encoder(folder)
    options = ort.SessionOptions()
    options.intra_op_num_threads = way.threads
    options.inter_op_num_threads = 1
    session = ort.InferenceSession(str(model), options)
    encode_raw(session, tokenizer, inputs[: 10 * way.batch], way.batch)
    barrier.wait()
    start = time.perf_counter()
    encode_raw(session, tokenizer, inputs, way.batch)
    spent.put(time.perf_counter() - start)


def encode_raw(session, tokenizer: Tokenizer, inputs: list[str], batch: int) -> list[np.ndarray]:
    """Means over the tokens, a batch at a time, texts of like length together."""
    names = {node.name for node in session.get_inputs()}
    vectors = []
    ordered = sorted(inputs, key=len)
    for start in range(0, len(ordered), batch):
        encoded = tokenizer.encode_batch(ordered[start : start + batch])
        mask = np.array([e.attention_mask for e in encoded], dtype=np.int64)
        ids = np.array([e.ids for e in encoded], dtype=np.int64)
        fed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        tokens = session.run(None, {name: fed[name] for name in names})[0]
        vectors.append((tokens * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True))
    return vectors
