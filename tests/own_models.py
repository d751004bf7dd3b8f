"""Tiny classifiers with random weights, in the folders that exports of Hugging Face models are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

WIDTH = 8
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "good", "bad", "day", "##s", "late", "train"]
MERGES = [("g", "o"), ("o", "d"), ("Ġ", "b")]
BYTES = ["<s>", "<pad>", "</s>", "<unk>", *sorted(pre_tokenizers.ByteLevel.alphabet())]
BYTES += ["".join(pair) for pair in MERGES]
VOCABULARIES = {"bert": WORDS, "distilbert": WORDS, "roberta": BYTES}
FIRST_POSITIONS = {"bert": 0, "distilbert": 0, "roberta": 2}


@dataclass(frozen=True)
class Written:
    """What was written, to work out by hand what it says."""

    folder: Path
    family: str
    weights: dict[str, np.ndarray]

    def probabilities(self, *tokens: str) -> np.ndarray:
        """Of each label, for the tokens of a text."""
        ids = [VOCABULARIES[self.family].index(token) for token in tokens]
        first = FIRST_POSITIONS[self.family]
        vectors = self.weights["words"][ids] + self.weights["positions"][first : first + len(ids)]
        if self.family == "bert":
            vectors = vectors + self.weights["types"][0]
        logits = vectors.mean(axis=0) @ self.weights["out"] + self.weights["bias"]
        raised = np.exp(logits.astype(np.float64))
        return raised / raised.sum()

    def change(self, name: str, **values: object) -> None:
        """Lay values over those of a JSON file; None takes a key out."""
        path = self.folder / name
        held = {**json.loads(path.read_text()), **values}
        path.write_text(json.dumps({k: v for k, v in held.items() if v is not None}))


def write_model(
    folder: Path,
    family: str = "bert",
    labels: tuple[str, ...] = ("NEG", "NEU", "POS"),
    seed: int = 3,
) -> Written:
    """Write a classifier that reads ten tokens."""
    folder.mkdir(parents=True, exist_ok=True)
    draws = np.random.default_rng(seed)
    first = FIRST_POSITIONS[family]
    shapes = {
        "words": (len(VOCABULARIES[family]), WIDTH),
        "positions": (10 + first, WIDTH),
        "types": (2, WIDTH),
        "out": (WIDTH, len(labels)),
        "bias": (len(labels),),
    }
    weights = {name: draws.normal(0, 2, shape).astype(np.float32) for name, shape in shapes.items()}
    onnx.save(graph_of(weights, first, with_types=family == "bert"), folder / "model.onnx")
    config = {
        "model_type": family,
        "id2label": {str(number): label for number, label in enumerate(labels)},
        "max_position_embeddings": 10 + first,
        "pad_token_id": VOCABULARIES[family].index("<pad>") if family == "roberta" else 0,
    }
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "tokenizer_config.json").write_text(json.dumps({"model_max_length": 10**30}))
    tokenizer = byte_pairs() if family == "roberta" else word_pieces(lowercase=family == "bert")
    tokenizer.enable_truncation(3)  # what a file says of lengths is not what counts
    tokenizer.enable_padding(length=64)
    tokenizer.save(str(folder / "tokenizer.json"))
    return Written(folder, family, weights)


def write_token_model(folder: Path, labels: dict[str, str], family: str = "bert") -> Path:
    """Write a classifier of tokens: the label of each of these words, and O for all others."""
    write_model(folder, family, labels=("O", *dict.fromkeys(labels.values())))
    vocabulary = VOCABULARIES[family]
    names = ["O", *dict.fromkeys(labels.values())]
    table = np.zeros((len(vocabulary), len(names)), np.float32)
    for word, token in enumerate(vocabulary):
        table[word, names.index(labels.get(token, "O"))] = 4
    inputs = [
        helper.make_tensor_value_info(n, TensorProto.INT64, ["texts", "tokens"])
        for n in ("input_ids", "attention_mask")
    ]
    said = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["texts", "tokens", "labels"])
    node = helper.make_node("Gather", ["table", "input_ids"], ["logits"])
    held = [numpy_helper.from_array(table, "table")]
    graph = helper.make_graph([node], "tokens", inputs, [said], held)
    opset = helper.make_opsetid("", 17)
    onnx.save(helper.make_model(graph, opset_imports=[opset], ir_version=8), folder / "model.onnx")
    return folder


def graph_of(weights: dict[str, np.ndarray], first: int, *, with_types: bool) -> onnx.ModelProto:
    """Embeddings of words, positions and types, their mean over the tokens, and a linear layer."""
    names = ["input_ids", "attention_mask", *(["token_type_ids"] if with_types else [])]
    stored = {**weights, "first": np.int64(first), "one": np.int64(1), "axis": np.array([1])}
    stored["last_axis"] = np.array([-1])
    nodes = [
        ("Gather", ["words", "input_ids"], "of_words"),
        ("Shape", ["input_ids"], "shape"),
        ("Gather", ["shape", "one"], "length"),
        ("Add", ["length", "first"], "end"),
        ("Range", ["first", "end", "one"], "places"),
        ("Gather", ["positions", "places"], "of_places"),
        ("Add", ["of_words", "of_places"], "placed"),
    ]
    if with_types:
        nodes.append(("Gather", ["types", "token_type_ids"], "of_types"))
        nodes.append(("Add", ["placed", "of_types"], "typed"))
    nodes += [
        ("Cast", ["attention_mask"], "counted"),
        ("Unsqueeze", ["counted", "last_axis"], "mask"),
        ("Mul", ["typed" if with_types else "placed", "mask"], "masked"),
        ("ReduceSum", ["masked", "axis"], "sum"),
        ("ReduceSum", ["mask", "axis"], "count"),
        ("Div", ["sum", "count"], "mean"),
        ("MatMul", ["mean", "out"], "product"),
        ("Add", ["product", "bias"], "logits"),
    ]
    more = {"Cast": {"to": TensorProto.FLOAT}, "ReduceSum": {"keepdims": 0}}
    graph = helper.make_graph(
        [helper.make_node(kind, given, [out], **more.get(kind, {})) for kind, given, out in nodes],
        "classifier",
        [helper.make_tensor_value_info(n, TensorProto.INT64, ["texts", "tokens"]) for n in names],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["texts", "labels"])],
        [
            numpy_helper.from_array(np.asarray(of), name)
            for name, of in stored.items()
            if with_types or name != "types"
        ],
    )
    opset = helper.make_opsetid("", 17)
    return helper.make_model(graph, opset_imports=[opset], ir_version=8)


def word_pieces(*, lowercase: bool) -> Tokenizer:
    vocabulary = {word: number for number, word in enumerate(WORDS)}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return tokenizer


def byte_pairs() -> Tokenizer:
    vocabulary = {token: number for number, token in enumerate(BYTES)}
    tokenizer = Tokenizer(models.BPE(vocabulary, MERGES))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    return tokenizer
