"""Turns texts into vectors by ONNX Runtime, without Spark: the same as those of `embeddings`."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voxlake.core.errors import PlatformError
from voxlake.language.encoder.prepared import CARD, WORDS, Card, no_encoder
from voxlake.language.encoder.word_pieces import WordPieces

Vectors = NDArray[np.float32]
_GRAPH = "bge_onnx"
"""The zip file that Spark NLP makes of an encoder's graph, which is all that it holds."""
_ERRORS_ONLY = 3


class TextEncoder:
    """A loaded encoder: gives each text a vector of length 1 that depends on the text alone."""

    def __init__(self, card: Card, words: Sequence[str], graph: bytes, threads: int = 0) -> None:
        """Load the graph.

        Args:
            card: What the encoder says of itself.
            words: Its words, in the order of their numbers.
            graph: ONNX; gives the mean over the tokens of each text, (texts, 1, width).
            threads: How many of them compute; 0 for as many as there are cores.
        """
        self.version = card.version
        self._card = card
        self._pieces = WordPieces(words)
        self._session = session_of(graph, threads)
        self._inputs = {each.name for each in self._session.get_inputs()}

    @classmethod
    def open(cls, folder: str, read: Callable[[str], bytes], threads: int = 0) -> TextEncoder:
        """The encoder of a folder that set-up or `make models` filled.

        Args:
            folder: A path, or a place on S3.
            read: Gives the bytes of a file; raises FileNotFoundError where there is none.
            threads: As above.

        Raises:
            PlatformError: there is no encoder in the folder, or an earlier voxlake prepared it.
        """
        try:
            card = Card.of(json.loads(read(f"{folder}/{CARD}")), folder)
            words = read(f"{folder}/{WORDS}").decode("utf-8").split("\n")
            with zipfile.ZipFile(io.BytesIO(read(f"{folder}/{_GRAPH}"))) as archive:
                (name,) = archive.namelist()
                graph = archive.read(name)
        except FileNotFoundError as error:
            raise no_encoder(folder) from error
        return cls(card, words[:-1] if not words[-1] else words, graph, threads)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """The vectors of texts of `read_by_encoders`: (texts, width)."""
        read = (self._card.reading.of(text) for text in texts)
        tokens = [self._pieces.numbers(text, self._card.max_tokens) for text in read]
        # Texts of a batch are padded to one length.
        order = sorted(range(len(tokens)), key=lambda place: len(tokens[place]))
        found: list[Vectors] = [np.empty(0, np.float32)] * len(tokens)
        for start in range(0, len(order), self._card.batch):
            places = order[start : start + self._card.batch]
            vectors = self._encoded([tokens[place] for place in places])
            for place, vector in zip(places, vectors, strict=True):
                found[place] = vector
        return np.stack(found) if found else np.empty((0, 0), np.float32)

    def _encoded(self, tokens: Sequence[Sequence[int]]) -> Vectors:
        numbers = np.zeros((len(tokens), max(map(len, tokens))), np.int64)
        for row, of_text in enumerate(tokens):
            numbers[row, : len(of_text)] = of_text
        given = {
            "input_ids": numbers,
            "attention_mask": (numbers != 0).astype(np.int64),
            "token_type_ids": np.zeros_like(numbers),
        }
        (means,) = self._session.run(None, {name: given[name] for name in self._inputs})
        first: Vectors = means[:, 0, :]
        return first / np.linalg.norm(first, axis=1, keepdims=True)


def session_of(graph: bytes, threads: int = 0) -> Any:  # noqa: ANN401  (of an extra)
    """A graph that ONNX Runtime has loaded.

    Raises:
        PlatformError: ONNX Runtime is not there.
    """
    try:
        onnxruntime = import_module("onnxruntime")
    except ModuleNotFoundError as error:
        raise PlatformError(
            f"Scoring needs {error.name}: install voxlake with the extra [api]."
        ) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = _ERRORS_ONLY
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
