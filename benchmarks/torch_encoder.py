"""The encoder by transformers and torch, from its int8 ONNX file; needs the extra `[train]`."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from raw_encoder import raw_encoder
from transformers import BertConfig, BertModel

HIDDEN_PER_HEAD = 32
LINEAR = re.compile(r"^/(encoder/layer\.\d+/.+)/MatMul(_quant)?$")
OTHER = re.compile(r"^((?:embeddings|encoder)\.(?!position_ids).+?)(_quantized)?$")
PART = re.compile(r"_(scale|zero_point)$")


class TorchEncoder:
    """Vectors of texts: the mean over the tokens, scaled to length 1, as Spark NLP makes them."""

    def __init__(self, folder: Path) -> None:
        torch.set_num_threads(1)  # tasks times threads = cores
        model, self._tokenizer = raw_encoder(folder)
        self._model = bert(dequantised(onnx.load(model))).eval()

    @torch.inference_mode()
    def vectors(self, inputs: list[str], batch: int = 32) -> np.ndarray:
        """One row per text, in the order of the texts; texts of like length in a batch."""
        order = np.argsort([len(text) for text in inputs], kind="stable")
        found = np.empty((len(inputs), self._model.config.hidden_size), dtype=np.float32)
        for start in range(0, len(order), batch):
            places = order[start : start + batch]
            encoded = self._tokenizer.encode_batch([inputs[place] for place in places])
            ids = torch.tensor([e.ids for e in encoded])
            mask = torch.tensor([e.attention_mask for e in encoded])
            tokens = self._model(input_ids=ids, attention_mask=mask).last_hidden_state
            weights = mask.unsqueeze(-1).to(tokens.dtype)
            mean = (tokens * weights).sum(1) / weights.sum(1)
            found[places] = torch.nn.functional.normalize(mean, dim=1).numpy()
        return found


@cache
def torch_encoder(folder: str) -> TorchEncoder:
    """Loaded once in a Python worker."""
    return TorchEncoder(Path(folder))


def dequantised(model: onnx.ModelProto) -> dict[str, torch.Tensor]:
    """Each weight by its name in torch: scale * (stored - zero point) where it is stored in 8 bits.

    Linear layers have lost their names in the export; their nodes have kept them. Their weights are
    transposed, with one scale or one for each column.
    """
    stored = {tensor.name: tensor for tensor in model.graph.initializer}
    weights = {}
    for node in model.graph.node:
        if (match := LINEAR.match(node.name)) and node.input[1] in stored:
            name = f"{match[1].replace('/', '.')}.weight"
            weights[name] = torch.from_numpy(number(stored, node.input[1])).T.contiguous()
    for name in stored:
        if (match := OTHER.match(name)) and not PART.search(name):
            weights[match[1]] = torch.from_numpy(number(stored, name))
    return weights


def number(stored: dict[str, onnx.TensorProto], name: str) -> np.ndarray:
    """A stored weight as single precision."""
    weight = numpy_helper.to_array(stored[name])
    if not name.endswith("_quantized"):
        return weight.copy()
    plain = name.removesuffix("_quantized")
    scale = numpy_helper.to_array(stored[f"{plain}_scale"])
    zero = numpy_helper.to_array(stored[f"{plain}_zero_point"])
    found: np.ndarray = (weight.astype(np.int32) - zero.astype(np.int32)) * scale
    return found.astype(np.float32)


def bert(weights: dict[str, torch.Tensor]) -> BertModel:
    """A BERT encoder of these weights; says which are missing or too many."""
    vocabulary, hidden = weights["embeddings.word_embeddings.weight"].shape
    layers = {name.split(".")[2] for name in weights if name.startswith("encoder.layer.")}
    config = BertConfig(
        vocab_size=vocabulary,
        hidden_size=hidden,
        num_hidden_layers=len(layers),
        num_attention_heads=hidden // HIDDEN_PER_HEAD,
        intermediate_size=weights["encoder.layer.0.intermediate.dense.weight"].shape[0],
        max_position_embeddings=weights["embeddings.position_embeddings.weight"].shape[0],
    )
    model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict(weights)
    return model
