"""Weights of a BERT encoder between ONNX and torch; needs the extra `[train]`.

The ONNX file that the encoder's publisher exported is a template: its graph stays, and trained
weights take the place of its own, so that what read the original reads the trained one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from transformers import BertConfig, BertModel

_HIDDEN_PER_HEAD = 32
_LINEAR = re.compile(r"^/(encoder/layer\.\d+/.+)/MatMul$")


def read_bert(path: Path) -> BertModel:
    """The encoder with the weights of an ONNX file.

    Raises:
        RuntimeError: the file lacks weights of a BERT encoder, or has others.
    """
    weights = {
        name: torch.from_numpy(numpy_helper.to_array(stored).copy()).T.contiguous()
        if is_transposed
        else torch.from_numpy(numpy_helper.to_array(stored).copy())
        for name, stored, is_transposed in _weights(onnx.load(path))
    }
    return bert_of(weights)


def bert_of(weights: dict[str, torch.Tensor]) -> BertModel:
    """The encoder of weights by their names in torch.

    Raises:
        RuntimeError: weights are missing, or there are others.
    """
    vocabulary, hidden = weights["embeddings.word_embeddings.weight"].shape
    layers = {name.split(".")[2] for name in weights if name.startswith("encoder.layer.")}
    config = BertConfig(
        vocab_size=vocabulary,
        hidden_size=hidden,
        num_hidden_layers=len(layers),
        num_attention_heads=hidden // _HIDDEN_PER_HEAD,
        intermediate_size=weights["encoder.layer.0.intermediate.dense.weight"].shape[0],
        max_position_embeddings=weights["embeddings.position_embeddings.weight"].shape[0],
        attention_probs_dropout_prob=0.0,
        attn_implementation="eager",  # a third faster to train on short texts than in one step
    )
    model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict(weights)
    return model


def write_bert(model: BertModel, template: Path, path: Path) -> None:
    """Write the template with the model's weights in place of its own."""
    graph = onnx.load(template)
    state = model.state_dict()
    for name, stored, is_transposed in _weights(graph):
        weight = state[name].T if is_transposed else state[name]
        new = numpy_helper.from_array(weight.contiguous().numpy(), stored.name)
        stored.CopyFrom(new)
    onnx.save(graph, path)


def _weights(model: onnx.ModelProto) -> Iterator[tuple[str, onnx.TensorProto, bool]]:
    """Each weight: its name in torch, the tensor, whether it is stored transposed.

    Weights of linear layers have lost their names in the export; their nodes have kept them.
    """
    linear = {
        node.input[1]: f"{match[1].replace('/', '.')}.weight"
        for node in model.graph.node
        if (match := _LINEAR.match(node.name))
    }
    for tensor in model.graph.initializer:
        if tensor.name in linear:
            yield linear[tensor.name], tensor, True
        elif re.match(r"(embeddings|encoder)\.(?!position_ids)", tensor.name):
            yield tensor.name, tensor, False
