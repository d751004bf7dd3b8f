"""Prepares text encoders once: imports the file of each into Spark NLP and saves that.

    python -m voxlake.setup.encoder models/encoder.zip encoder

The file is what `train_encoder` or `voxlake.language.encoder.packing` writes: model.onnx in 8 bits,
vocab.txt with a word a line, and the card encoder.json. Its graph gives a vector a token;
`add_pooling` adds the mean over them, so that the JVM is given one vector a text.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from voxlake.core.cache import cache_dir
from voxlake.core.errors import PlatformError
from voxlake.core.storage import write_bytes
from voxlake.spark.session import local_session

SHIPPED = {"encoder": Path("models/encoder.zip"), "meaning": Path("models/meaning.zip")}
"""The encoders that come with voxlake, in a checkout, by the folder that set-up gives each."""
CARD, WORDS = "encoder.json", "vocab.txt"
_MODEL = "model.onnx"
POOLED = {"pooling": "mean of tokens filled up, in the graph"}
"""What the card of a prepared encoder says beside that of its file."""
_TOKENS = "tokens"
"""The output of the graph that add_pooling takes the mean of."""
_VECTORS = "last_hidden_state"
"""The output that Spark NLP asks a graph for; without it, it gives no vector and goes on."""


def encoder_folder(name: str = "encoder") -> Path:
    """Where set-up puts an encoder on this machine."""
    return cache_dir() / "models" / name


def prepare_encoder(file: Path, name: str = "encoder") -> Path:
    """The encoder's folder, filled from the file where it has another encoder, or none.

    Spark NLP can trip over what an earlier import left in the same session; hence a process of its
    own. Later calls start none.

    Raises:
        PlatformError: the file is not there or damaged, or the import fails.
    """
    folder = encoder_folder(name)
    if is_prepared(folder, file):
        return folder
    if has_encoder(folder, file):
        _lay_words(file, folder)
        return folder
    command = [sys.executable, "-m", __name__, str(file), name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0 or not is_prepared(folder, file):
        raise PlatformError(
            f"The encoder {file} could not be prepared in {folder}: {_last_error(done.stderr)}."
        )
    return folder


def is_prepared(folder: Path, file: Path) -> bool:
    """Whether the folder holds the whole encoder of the file, also what serves without Spark."""
    return has_encoder(folder, file) and (folder / WORDS).is_file()


def has_encoder(folder: Path, file: Path) -> bool:
    """Whether the folder holds the encoder of the file as Spark NLP loads it."""
    card = folder / CARD
    return card.is_file() and json.loads(card.read_text()) == read_card(file) | POOLED


def read_card(file: Path) -> dict[str, Any]:
    """What the file says of its encoder: version, sha256, max_tokens and how it was made.

    Raises:
        PlatformError: the file is not there or is no encoder.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            card: dict[str, Any] = json.loads(archive.read(CARD))
    except FileNotFoundError as error:
        raise PlatformError(
            f"There is no encoder {file}: run the set-up in a checkout of voxlake, or give it "
            "--encoder with the encoder.zip that train_encoder wrote."
        ) from error
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise PlatformError(
            f"{file} is no encoder of train_encoder, or damaged: {error}"
        ) from error
    return card


def unpack(file: Path, folder: Path) -> None:
    """Lay out model.onnx and assets/vocab.txt as Spark NLP imports them.

    Raises:
        PlatformError: the model is not the one that the card names.
    """
    card = read_card(file)
    with zipfile.ZipFile(file) as archive:
        model, words = archive.read(_MODEL), archive.read(WORDS)
    if (found := hashlib.sha256(model).hexdigest()) != card["sha256"]:
        raise PlatformError(f"{file} is damaged: its model is {found}, not {card['sha256']}.")
    (folder / "assets").mkdir(parents=True)
    (folder / _MODEL).write_bytes(model)
    (folder / "assets" / WORDS).write_bytes(words)


def import_encoder(file: Path, folder: Path) -> None:
    """Import and save; the folder appears whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".encoder-", dir=folder.parent) as work:
        raw, saved = Path(work) / "raw", Path(work) / "saved"
        unpack(file, raw)
        card = read_card(file)
        add_pooling(raw / _MODEL, card["max_tokens"])
        _save_with_spark_nlp(raw, saved, card["max_tokens"])
        _lay_words(file, saved)
        (saved / CARD).write_text(json.dumps(card | POOLED, indent=2) + "\n")
        shutil.rmtree(folder, ignore_errors=True)
        saved.rename(folder)


def _lay_words(file: Path, folder: Path) -> None:
    """Write the words as a file of lines beside what Spark NLP saved, which only Java reads."""
    with zipfile.ZipFile(file) as archive:
        write_bytes(str(folder / WORDS), archive.read(WORDS))


def add_pooling(model: Path, max_tokens: int) -> None:
    """Have the ONNX file give the mean of a text's token vectors, (texts, 1, width), instead.

    Spark NLP's own mean, in the JVM, takes a tenth of a short text's time. Each text is filled up
    to `max_tokens` with zeros first: sums of another length are added up in another order, and a
    vector would depend on the padding of its batch in its last digits.
    """
    import onnx  # noqa: PLC0415  (only the importing process)
    from onnx import helper, numpy_helper  # noqa: PLC0415

    loaded = onnx.load(model)
    graph = loaded.graph
    (output,) = graph.output
    for node in graph.node:
        for names in (node.input, node.output):
            names[:] = [_TOKENS if name == output.name else name for name in names]
    numbers = {
        "to_row": [0, 1, -1],
        "to_column": [0, -1, 1],
        "max_tokens": [max_tokens],
        "token_axis": [1],
        "no_token": [0],
        "before_tokens": [0, 0, 0, 0],
        "before_row": [0, 0, 0, 0, 0],
    }
    for name, value in numbers.items():
        graph.initializer.append(numpy_helper.from_array(np.array(value, np.int64), name))
    graph.node.extend(
        [
            helper.make_node("Cast", ["attention_mask"], ["is_token"], to=onnx.TensorProto.FLOAT),
            helper.make_node("Reshape", ["is_token", "to_row"], ["row"]),
            helper.make_node("Reshape", ["is_token", "to_column"], ["column"]),
            helper.make_node("Shape", ["attention_mask"], ["mask_shape"]),
            helper.make_node("Gather", ["mask_shape", "token_axis"], ["token_count"]),
            helper.make_node("Sub", ["max_tokens", "token_count"], ["missing"]),
            helper.make_node("Concat", ["before_tokens", "missing", "no_token"], ["fill"], axis=0),
            helper.make_node("Concat", ["before_row", "missing"], ["row_fill"], axis=0),
            helper.make_node("Pad", [_TOKENS, "fill"], ["filled"]),
            helper.make_node("Pad", ["row", "row_fill"], ["filled_row"]),
            helper.make_node("MatMul", ["filled_row", "filled"], ["sum"]),
            helper.make_node("MatMul", ["row", "column"], ["count"]),
            helper.make_node("Div", ["sum", "count"], [_VECTORS]),
        ]
    )
    output.name = _VECTORS
    output.type.tensor_type.shape.dim[1].dim_value = 1
    onnx.save(loaded, model)


def _save_with_spark_nlp(raw: Path, saved: Path, max_tokens: int) -> None:
    from sparknlp.annotator import BGEEmbeddings  # noqa: PLC0415  (only the importing process)

    spark = local_session(
        {
            "spark.master": "local[1]",
            "spark.driver.memory": "2g",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.ui.enabled": "false",
        }
    )
    encoder = (
        BGEEmbeddings.loadSavedModel(raw.as_uri(), spark)
        .setInputCols(["document"])
        .setOutputCol("embedding")
        .setCaseSensitive(False)
        .setMaxSentenceLength(max_tokens)
        .setUseCLSToken(True)  # the first vector: after add_pooling there is no other
        .setBatchSize(1)
    )
    encoder.write().overwrite().save(saved.as_uri())


def _last_error(log: str) -> str:
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    named = [line for line in lines if "rror" in line or "xception" in line]
    return (named or lines or ["no message"])[-1].rstrip(".")


def main() -> None:
    """Prepare the encoder where it is not there yet."""
    parser = argparse.ArgumentParser(description="Prepare a text encoder once.")
    parser.add_argument("file", type=Path)
    parser.add_argument("name", choices=SHIPPED)
    asked = parser.parse_args()
    if not is_prepared(encoder_folder(asked.name), asked.file):
        import_encoder(asked.file, encoder_folder(asked.name))


if __name__ == "__main__":
    main()
