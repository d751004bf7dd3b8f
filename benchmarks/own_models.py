"""A model of one's own beside the one that ships, on airline tweets: macro recall and speed.

    python benchmarks/own_models.py [--data ../shared/data] [--texts 4000]

- what ships: the encoder in Spark NLP and its head of sentiment;
- the same network as a folder of one's own, as exports of Hugging Face models are, with texts as
  they are and with `prepare: cardiff`, as its encoder learned them;
- a network of the shape of roberta-base (12 layers of 768), in single precision and with random
  weights: its speed is that of any model of the shape, its labels mean nothing.

Each reads some texts first, so that loading is not timed. Of the models themselves, such as
Cardiff NLP's twitter-roberta-base-sentiment-latest, none is part of voxlake or fetched.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
from figures import DATA, two_cores
from onnx import TensorProto, helper, numpy_helper
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from raw_encoder import raw_encoder

from voxlake.core.storage import read_bytes
from voxlake.language.encoder.embeddings import distinct_texts, encode, load_encoder
from voxlake.language.heads.head import head_of, shipped_head
from voxlake.language.labels.answers import Answers, head_answers, own_answers
from voxlake.language.labels.labelled import read_labelled
from voxlake.language.own.model import open_own_model
from voxlake.language.settings import LabelledTexts, OwnModelSettings
from voxlake.setup.encoder import encoder_folder

WARM_UP_TEXTS, LARGE_SHARE = 100, 8
WIDTH, LAYERS, HEADS, TOKENS = 768, 12, 12, 512
Read = Callable[[DataFrame], Answers]


def main() -> None:
    """Measure and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--texts", type=int, default=4000)
    asked = parser.parse_args()
    spark = two_cores()
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        same, large = shipped_as_own(here), large_as_own(here)
        ways: dict[str, tuple[Read, int]] = {
            "what ships": (shipped(spark), 1),
            "the same as a folder": (own(same), 1),
            "the same, prepare: cardiff": (own(same, prepare="cardiff"), 1),
            "roberta-base's shape": (own(large), LARGE_SHARE),
        }
        path = str(asked.data / "airline_tweets/tweets.csv.gz")
        source = LabelledTexts(path=path, format="csv", label_column="airline_sentiment")
        columns = {"language": F.lit("en"), "words": F.lit(1)}
        texts = read_labelled(spark, source).withColumns(columns).orderBy("text_hash").persist()
        for name, (read, part) in ways.items():
            show(name, read, texts.limit(asked.texts // part).persist(), texts)
    spark.stop()


def show(name: str, read: Read, texts: DataFrame, others: DataFrame) -> None:
    """Print how fast and how good it is."""
    read(others.orderBy(F.desc("text_hash")).limit(WARM_UP_TEXTS))
    count = texts.select("text_hash").distinct().count()
    start = time.perf_counter()
    found = read(texts).confusion
    seconds = time.perf_counter() - start
    recall = f"macro recall {found.macro_recall:.4f}, macro F1 {found.macro_f1:.4f}"
    print(f"{name:<28} {count:6,} texts, {count / seconds:7.1f} a second, {recall}", flush=True)


def shipped(spark: SparkSession) -> Read:
    """The encoder and the head that ship."""
    encoder = load_encoder(spark, str(encoder_folder()))
    head = head_of(spark, shipped_head("sentiment")[1])

    def read(texts: DataFrame) -> Answers:
        vectors = encode(distinct_texts(texts), encoder)
        joined = texts.join(vectors, on="text_hash", how="inner")
        return head_answers(joined.withColumn("encoder_version", F.lit(encoder.version)), head)

    return read


def own(folder: Path, **settings: str) -> Read:
    """A folder of one's own."""
    model = open_own_model("sentiment", OwnModelSettings(path=str(folder), **settings), read_bytes)
    return lambda texts: own_answers(texts, model, read_bytes)


def shipped_as_own(here: Path) -> Path:
    """The encoder that ships with its head: the mean, of length 1, and a linear layer."""
    path, _ = raw_encoder(here / "raw")
    numbers = shipped_head("sentiment")[1]
    model = onnx.load(path)
    graph = model.graph
    graph.node.append(
        helper.make_node("ReduceMean", [graph.output[0].name], ["mean"], axes=[1], keepdims=0)
    )
    graph.node.append(helper.make_node("LpNormalization", ["mean"], ["vector"], axis=1, p=2))
    add_head(graph, "vector", np.array(numbers["coefficients"]).T, np.array(numbers["intercepts"]))
    return write(here / "same", model, here / "raw", numbers["labels"], 96)


def add_head(graph: onnx.GraphProto, name: str, weights: np.ndarray, bias: np.ndarray) -> None:
    """A linear layer on a vector, whose result is all that the graph gives."""
    for given, of in (("head_weights", weights), ("head_bias", bias)):
        graph.initializer.append(numpy_helper.from_array(of.astype(np.float32), given))
    graph.node.append(helper.make_node("Gemm", [name, "head_weights", "head_bias"], ["logits"]))
    del graph.output[:]
    shape = ["texts", weights.shape[1]]
    graph.output.append(helper.make_tensor_value_info("logits", TensorProto.FLOAT, shape))


def write(folder: Path, model: onnx.ModelProto, raw: Path, labels: list[str], most: int) -> Path:
    """The folder of a model, with the tokenizer of the encoder that ships."""
    folder.mkdir()
    onnx.save(model, folder / "model.onnx")
    shutil.copy(raw / "tokenizer.json", folder)
    named = {str(number): label for number, label in enumerate(labels)}
    config = {"model_type": "bert", "id2label": named, "max_position_embeddings": TOKENS}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "tokenizer_config.json").write_text(json.dumps({"model_max_length": most}))
    return folder


def large_as_own(here: Path) -> Path:
    """A network of roberta-base's shape with random weights; attention sees all tokens."""
    draws = np.random.default_rng(7)
    nodes: list[onnx.NodeProto] = []
    weights: dict[str, np.ndarray] = {
        "heads": np.array([0, 0, HEADS, WIDTH // HEADS]),
        "flat": np.array([0, 0, WIDTH]),
        "scale": np.array((WIDTH // HEADS) ** -0.5, np.float32),
        "half": np.array(0.5, np.float32),
        "one": np.array(1, np.float32),
        "root": np.array(2**-0.5, np.float32),
        "gain": np.ones(WIDTH, np.float32),
        "shift": np.zeros(WIDTH, np.float32),
        "words": draws.normal(0, 0.02, (50_265, WIDTH)).astype(np.float32),
    }

    def add(kind: str, *given: str, **how: object) -> str:
        name = f"n{len(nodes)}"
        nodes.append(helper.make_node(kind, list(given), [name], **how))
        return name

    def linear(given: str, inputs: int, outputs: int) -> str:
        name = f"w{len(weights)}"
        weights[name] = draws.normal(0, 0.02, (inputs, outputs)).astype(np.float32)
        return add("MatMul", given, name)

    def norm(given: str) -> str:
        return add("LayerNormalization", given, "gain", "shift", axis=-1)

    hidden = norm(add("Gather", "words", "input_ids"))
    for _ in range(LAYERS):
        of_heads = [add("Reshape", linear(hidden, WIDTH, WIDTH), "heads") for _ in range(3)]
        query, key, value = (
            add("Transpose", each, perm=order)
            for each, order in zip(
                of_heads, ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3]), strict=True
            )
        )
        seen = add("Softmax", add("Mul", add("MatMul", query, key), "scale"), axis=-1)
        mixed = add("Transpose", add("MatMul", seen, value), perm=[0, 2, 1, 3])
        joined = linear(add("Reshape", mixed, "flat"), WIDTH, WIDTH)
        hidden = norm(add("Add", hidden, joined))
        wide = linear(hidden, WIDTH, 4 * WIDTH)
        curved = add("Mul", wide, add("Add", add("Erf", add("Mul", wide, "root")), "one"))
        hidden = norm(add("Add", hidden, linear(add("Mul", curved, "half"), 4 * WIDTH, WIDTH)))
    mean = add("ReduceMean", hidden, axes=[1], keepdims=0)
    graph = helper.make_graph(
        nodes,
        "roberta_base_shape",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["texts", "tokens"])],
        [helper.make_tensor_value_info(mean, TensorProto.FLOAT, ["texts", WIDTH])],
        [numpy_helper.from_array(np.asarray(of), name) for name, of in weights.items()],
    )
    labels = shipped_head("sentiment")[1]["labels"]
    add_head(graph, mean, draws.normal(0, 0.02, (WIDTH, len(labels))), np.zeros(len(labels)))
    opset = helper.make_opsetid("", 17)
    model = helper.make_model(graph, opset_imports=[opset], ir_version=8)
    return write(here / "large", model, here / "raw", labels, TOKENS)


if __name__ == "__main__":
    main()
