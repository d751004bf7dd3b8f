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
from tokenizers import Tokenizer

from voxlake.language.encoder.bert_onnx import bert_of
from voxlake.language.encoder.fine_tuning import TextClassifier

LINEAR = re.compile(r"^/(encoder/layer\.\d+/.+)/MatMul(_quant)?$")
OTHER = re.compile(r"^((?:embeddings|encoder)\.(?!position_ids).+?)(_quantized)?$")
PART = re.compile(r"_(scale|zero_point)$")


@cache
def torch_encoder(folder: str) -> tuple[TextClassifier, Tokenizer]:
    """The encoder, without a head, and its tokenizer; loaded once in a Python worker."""
    torch.set_num_threads(1)  # tasks times threads = cores
    model, tokenizer = raw_encoder(Path(folder))
    return TextClassifier(bert_of(dequantised(onnx.load(model))), {}), tokenizer


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
