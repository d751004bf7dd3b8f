"""The encoder in 8 bits, on a graph of two products over two numbers a word."""

import numpy as np
import pytest

onnx = pytest.importorskip("onnx", reason="needs the extra [train]")
ort = pytest.importorskip("onnxruntime", reason="needs the extra [train]")
tokenizers = pytest.importorskip("tokenizers", reason="needs the extra [train]")

from onnx import TensorProto, helper, numpy_helper  # noqa: E402  (after the checks)
from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: E402

from voxlake.language.encoder.eight_bits import quantise  # noqa: E402

WORDS = {"nothing": (0, 0), "low": (-1, 0.3), "high": (1, -1), "far": (3, -2)}
FIRST = np.array([[1.0, -0.5, 0.25], [0.5, 0.75, -1.0]], np.float32)
SECOND = np.array([[0.5, 1.0], [-1.0, 0.5], [0.25, -0.75]], np.float32)
BIAS = np.array([0.1, -0.2, 0.3], np.float32)


@pytest.fixture
def tokenizer():
    places = {word: place for place, word in enumerate(WORDS)}
    made = tokenizers.Tokenizer(tokenizers.models.WordLevel(places, unk_token="nothing"))
    made.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    return made


@pytest.fixture
def plain(tmp_path):
    """The file in floating point: words to numbers, a product with a bias, another without."""
    ids, out = (
        helper.make_tensor_value_info(name, kind, ["texts", "tokens", *more])
        for name, kind, more in (
            ("input_ids", TensorProto.INT64, ()),
            ("last_hidden_state", TensorProto.FLOAT, (2,)),
        )
    )
    nodes = [
        helper.make_node("Gather", ["words", "input_ids"], ["read"]),
        helper.make_node("Sub", ["read", "zero"], ["moved"]),  # what is read has 8 bits of its own
        helper.make_node("MatMul", ["moved", "first"], ["product"], "first product"),
        helper.make_node("Add", ["bias", "product"], ["sum"]),
        helper.make_node("Relu", ["sum"], ["positive"]),
        helper.make_node("MatMul", ["positive", "second"], ["last_hidden_state"], "second product"),
    ]
    stored = {"words": [*WORDS.values()], "zero": 0, "first": FIRST, "second": SECOND, "bias": BIAS}
    tensors = [numpy_helper.from_array(np.array(v, np.float32), n) for n, v in stored.items()]
    graph = helper.make_graph(nodes, "encoder", [ids], [out], tensors)
    file = tmp_path / "plain.onnx"
    opsets = [helper.make_opsetid("", 11)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), file)
    return file


def vectors(path, tokenizer, *texts):
    ids = np.array([tokenizer.encode(text).ids for text in texts])
    return ort.InferenceSession(str(path)).run(None, {"input_ids": ids})[0]


def by_hand(word):
    return np.maximum(np.array(WORDS[word]) @ FIRST + BIAS, 0) @ SECOND


def test_a_texts_numbers_do_not_depend_on_its_neighbours(plain, tokenizer, tmp_path):
    by_batch, fixed = tmp_path / "by_batch.onnx", tmp_path / "fixed.onnx"
    quantize_dynamic(plain, by_batch, weight_type=QuantType.QInt8)
    quantise(plain, fixed, tokenizer, ["low high", "far"])

    for path, depends in ((by_batch, True), (fixed, False)):
        alone = vectors(path, tokenizer, "low high")[0]
        beside = vectors(path, tokenizer, "low high", "far low")[0]
        assert (alone.tolist() != beside.tolist()) == depends


def test_products_and_bias_are_those_of_floating_point_but_for_eight_bits(
    plain, tokenizer, tmp_path
):
    quantise(plain, tmp_path / "small.onnx", tokenizer, ["low", "high low"])

    found = vectors(tmp_path / "small.onnx", tokenizer, "low high")[0]

    assert found[0] == pytest.approx(by_hand("low"), abs=0.05)
    assert found[1] == pytest.approx(by_hand("high"), abs=0.05)


def test_what_lies_beyond_the_values_seen_is_clipped(plain, tokenizer, tmp_path):
    """Far (3, -2) is read as (1, -1): all numbers seen lie between -1 and 1."""
    quantise(plain, tmp_path / "small.onnx", tokenizer, ["low", "high"])

    found = vectors(tmp_path / "small.onnx", tokenizer, "far")[0, 0]

    hidden = np.maximum(np.array([1, -1]) @ FIRST + BIAS, 0)
    seen = max(np.maximum(np.array(WORDS[w]) @ FIRST + BIAS, 0).max() for w in ("low", "high"))
    assert found == pytest.approx(np.minimum(hidden, seen) @ SECOND, abs=0.05)


def test_an_input_that_was_always_zero_stays_zero(plain, tokenizer, tmp_path):
    quantise(plain, tmp_path / "small.onnx", tokenizer, ["nothing"])

    found = vectors(tmp_path / "small.onnx", tokenizer, "nothing")[0, 0]

    assert found == pytest.approx(by_hand("nothing"), abs=0.05)


def test_each_product_is_one_operator(plain, tokenizer, tmp_path):
    quantise(plain, tmp_path / "small.onnx", tokenizer, ["low"])

    kinds = [node.op_type for node in onnx.load(tmp_path / "small.onnx").graph.node]

    assert kinds.count("MatMulIntegerToFloat") == 2
    assert not {"MatMulInteger", "DynamicQuantizeLinear", "Add", "Mul"} & set(kinds)
