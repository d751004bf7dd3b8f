"""Runs Hugging Face classifiers that were exported to ONNX, as transformers would.

**Texts are read one at a time.** The scales of an 8-bit export are computed over a whole batch,
padding included: in a batch of one a text's probabilities depend on the text alone, whichever the
export, and nothing is spent on padding.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from voxlake.core.errors import ConfigError, InputError, PlatformError
from voxlake.language.own.card import read_card

if TYPE_CHECKING:
    import numpy.typing as npt

Read = Callable[[str], bytes]
"""Gives the bytes of the file at a place; raises FileNotFoundError where there is none."""

_GRAPHS = ("model.onnx", "onnx/model.onnx")
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_OUTPUT = "logits"
_INTEGERS = {"tensor(int64)": np.int64, "tensor(int32)": np.int32}
_ERRORS_ONLY = 3
TEXTS, TOKENS = "text-classification", "token-classification"
"""Tasks, as exporters call them."""
_WEIGHTS_BESIDE = re.compile(rb"\n\x08location\x12(.)", re.DOTALL)
"""How a graph begins to name a file of weights that it does not hold; the length of its name."""
_EXPORT = "`optimum-cli export onnx --model <model> --task {task} <folder>`"
_SAVE_TOKENIZER = "`AutoTokenizer.from_pretrained(<model>).save_pretrained(<folder>)`"


@dataclass(frozen=True)
class Files:
    """The files of a model's folder."""

    config: bytes
    tokenizer: bytes
    tokenizer_config: bytes | None
    graph: bytes

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all of them, in hex."""
        parts = (self.config, self.tokenizer, self.tokenizer_config or b"", self.graph)
        each = b"".join(hashlib.sha256(part).digest() for part in parts)
        return hashlib.sha256(each).hexdigest()


def read_files(folder: str, read: Read, task: str = TEXTS) -> Files:
    """The files of a folder.

    Args:
        folder: Where they are.
        read: Reads one.
        task: TEXTS or TOKENS: what the model is to label.

    Raises:
        InputError: some are not there; names all of them.
    """
    config, tokenizer, tokenizer_config = (
        _bytes(f"{folder}/{name}", read)
        for name in ("config.json", "tokenizer.json", "tokenizer_config.json")
    )
    graphs = (_bytes(f"{folder}/{name}", read) for name in _GRAPHS)
    graph = next((found for found in graphs if found is not None), None)
    if config is not None and tokenizer is not None and graph is not None:
        return Files(config, tokenizer, tokenizer_config, graph)
    needed = {"config.json": config, "tokenizer.json": tokenizer, " or ".join(_GRAPHS): graph}
    missing = [name for name, found in needed.items() if found is None]
    how = f" {_SAVE_TOKENIZER} writes the tokenizer." if tokenizer is None else ""
    raise InputError(
        f"There is no {', no '.join(missing)} in {folder}. It is to be the folder that "
        f"{_EXPORT.format(task=task)} writes.{how}"
    )


class Export:
    """A loaded model of a folder."""

    task = TEXTS

    def __init__(self, folder: str, files: Files) -> None:
        """Load the model.

        Raises:
            InputError: a file is broken, or is of no classifier of texts; says which and why.
            PlatformError: a package is missing.
        """
        card = read_card(folder, files.config, files.tokenizer_config)
        self.labels = card.labels
        self._folder = folder
        self._export = _EXPORT.format(task=self.task)
        self._max_tokens = card.max_tokens
        self._tokenizer = _tokenizer(folder, files.tokenizer, card.max_tokens)
        self._session = _session(folder, files.graph)
        given = {one.name: _INTEGERS.get(one.type) for one in self._session.get_inputs()}
        self._inputs = {name: type_ for name, type_ in given.items() if type_ and name in _INPUTS}
        if "input_ids" not in given or len(self._inputs) < len(given):
            raise InputError(
                f"The model in {folder} reads {', '.join(given)}; a classifier of texts reads "
                f"{', '.join(_INPUTS)}, or some of them: export it with {self._export}."
            )
        said = [one.name for one in self._session.get_outputs()]
        self._output = _OUTPUT if _OUTPUT in said else said[0]

    def encoded(self, text: str) -> Any:  # noqa: ANN401  (of an extra)
        """The first tokens of a text, as many as the model reads."""
        return self._tokenizer.encode(text)

    def chances(self, read: Any, shape: tuple[int, ...]) -> npt.NDArray[np.float64]:  # noqa: ANN401
        """The softmax of what the model says, over the last axis.

        Args:
            read: What `encoded` gave.
            shape: Of what the model is to say.

        Raises:
            InputError: the model gives something else.
        """
        tokens = zip(_INPUTS, (read.ids, read.attention_mask, read.type_ids), strict=True)
        fed = {n: np.array([of], self._inputs[n]) for n, of in tokens if n in self._inputs}
        found = np.asarray(self._session.run([self._output], fed)[0], np.float64)
        if found.shape != (1, *shape):
            raise InputError(
                f"The model in {self._folder} gives an array of {found.shape} for a text, where "
                f"config.json names the labels {', '.join(self.labels)}: put all of its labels "
                f"into id2label, or export it with {self._export}."
            )
        if not np.isfinite(found).all():
            raise InputError(f"The model in {self._folder} gives no number for a text.")
        raised = np.exp(found[0] - found[0].max(axis=-1, keepdims=True))
        shares: npt.NDArray[np.float64] = raised / raised.sum(axis=-1, keepdims=True)
        return shares

    def try_out(self, text: str) -> None:
        """Read a text, whatever the model says of it."""
        raise NotImplementedError

    def check(self) -> None:
        """Read a short text, and one as long as may be.

        Raises:
            InputError: the tokenizer or the model does not read them; says what is wrong.
        """
        for text in ("ok", "a " * self._max_tokens):
            try:
                self.try_out(text)
            except InputError:
                raise
            except Exception as error:  # ONNX Runtime's own have no common kind
                count = len(self.encoded(text).ids)
                raise InputError(
                    f"The model in {self._folder} does not read {count} tokens of its tokenizer, "
                    f"where its files allow {self._max_tokens}: put what it reads into "
                    "model_max_length of tokenizer_config.json, and see that tokenizer.json is of "
                    f"the same model. ONNX Runtime says: {_first_line(error)}"
                ) from error


class Classifier(Export):
    """A loaded model: a text in, the probabilities of its labels out."""

    def probabilities(self, text: str) -> npt.NDArray[np.float64]:
        """Of each label, by the text's first tokens: the softmax of what the model says.

        Raises:
            InputError: the model gives something else than a number for each label.
        """
        return self.chances(self.encoded(text), (len(self.labels),))

    def try_out(self, text: str) -> None:
        """Read a text."""
        self.probabilities(text)


def _bytes(place: str, read: Read) -> bytes | None:
    try:
        return read(place)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ConfigError as error:
        raise InputError(str(error)) from error
    except OSError as error:
        raise InputError(f"{place} cannot be read: {error.strerror}.") from error


def _tokenizer(folder: str, text: bytes, max_tokens: int) -> Any:  # noqa: ANN401  (of an extra)
    """The tokenizer of a file; it cuts long texts and pads none, whatever the file says of that."""
    tokenizers = _package("tokenizers")
    try:
        tokenizer = tokenizers.Tokenizer.from_buffer(text)
        tokenizer.enable_truncation(max_tokens)
    except Exception as error:  # tokenizers has no kind of its own
        raise InputError(
            f"{folder}/tokenizer.json is no tokenizer ({_first_line(error)}): make it with "
            f"{_SAVE_TOKENIZER}."
        ) from error
    tokenizer.no_padding()
    around = tokenizer.num_special_tokens_to_add(False)  # of one text, not of a pair
    if not 0 < around < max_tokens:
        raise InputError(
            f"{folder}/tokenizer.json adds {around} tokens where a text begins and ends, of "
            f"{max_tokens} that the model reads: make it with {_SAVE_TOKENIZER}."
        )
    return tokenizer


def _session(folder: str, graph: bytes) -> Any:  # noqa: ANN401  (of an extra)
    onnxruntime = _package("onnxruntime")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # there is a worker a core
    options.log_severity_level = _ERRORS_ONLY
    try:
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's own have no common kind
        if beside := _WEIGHTS_BESIDE.search(graph):
            name = graph[beside.end() : beside.end() + beside[1][0]].decode(errors="replace")
            raise InputError(
                f"The model in {folder} keeps its weights in a file beside it, {name}: one that "
                "holds them itself is needed, as `onnx.save` writes it (up to 2 GB)."
            ) from error
        raise InputError(
            f"The model in {folder} is none that ONNX Runtime loads: {_first_line(error)}"
        ) from error


def _package(name: str) -> Any:  # noqa: ANN401  (a module of an extra)
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise PlatformError(
            f"A model of your own needs {error.name}: install voxlake with the extra [own]."
        ) from error


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
