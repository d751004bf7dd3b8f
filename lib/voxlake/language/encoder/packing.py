"""Packs an encoder for set-up: its graph in 8 bits, its words and its card; needs extra `[train]`.

    python -m voxlake.language.encoder.packing model.onnx tokenizer.json texts.txt --name my-encoder

takes any sentence encoder of BERT's kind with BERT's word pieces that was exported to ONNX, such as
those of Sentence-Transformers: one vector a token out, of which set-up takes the mean.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tokenizers import Tokenizer

from voxlake.language.encoder.eight_bits import quantise

_SCALE_TEXTS = 3000
"""Texts that the scales of the encoder's activations are taken from."""


def pack_encoder(
    graph: Path,
    tokenizer: Tokenizer,
    texts: Sequence[str],
    to: Path,
    *,
    name: str,
    max_tokens: int,
    seed: int,
    card: Mapping[str, Any],
    parts: Mapping[str, bytes],
) -> None:
    """Write the file that set-up imports: model.onnx, vocab.txt, encoder.json and other parts.

    Args:
        graph: The encoder as an ONNX file in 32 bits: one vector a token.
        tokenizer: Whose words become vocab.txt.
        texts: Such as it will read; the scales of activations are taken from some of them.
        to: The zip file to write.
        name: What its version begins with.
        max_tokens: How many tokens of a text it reads.
        seed: Of the draw of the texts.
        card: What encoder.json says of it, beside its version and the model's SHA-256.
        parts: Files that are to lie beside it, by name.
    """
    tokenizer.enable_truncation(max_tokens)
    tokenizer.no_padding()
    some = random.Random(seed).sample(list(texts), min(_SCALE_TEXTS, len(texts)))
    with TemporaryDirectory() as folder:
        quantised = Path(folder) / "model.onnx"
        quantise(graph, quantised, tokenizer, some)
        keep_tokens(quantised)
        model = quantised.read_bytes()
    digest = hashlib.sha256(model).hexdigest()
    told = {
        "version": f"{name}-{digest[:8]}-{max_tokens}",
        "sha256": digest,
        "max_tokens": max_tokens,
        "scales": "fixed",
        **card,
    }
    words = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    contents = {
        "model.onnx": model,
        "vocab.txt": "".join(f"{word}\n" for word, _ in words).encode(),
        **parts,
        "encoder.json": (json.dumps(told, indent=2) + "\n").encode(),
    }
    with zipfile.ZipFile(to, "w") as file:
        for part, content in contents.items():
            file.writestr(zipfile.ZipInfo(part), content, zipfile.ZIP_DEFLATED, compresslevel=9)


def keep_tokens(model: Path) -> None:
    """Leave of an ONNX file only what makes its first output, the vectors of tokens."""
    import onnx  # noqa: PLC0415  (slow to import)

    graph = onnx.load(model, load_external_data=False).graph
    inputs, tokens = [entry.name for entry in graph.input], graph.output[0].name
    onnx.utils.extract_model(str(model), str(model), inputs, [tokens], check_model=False)


def main() -> None:
    """Pack an encoder that was exported to ONNX."""
    parser = argparse.ArgumentParser(description="Pack a sentence encoder for set-up.")
    parser.add_argument("graph", type=Path, help="the ONNX file, in 32 bits")
    parser.add_argument("tokenizer", type=Path, help="its tokenizer.json")
    parser.add_argument("texts", type=Path, help="texts such as it will read, one a line")
    parser.add_argument("--name", required=True, help="what its version begins with")
    parser.add_argument("--base", required=True, help="whose model it is, and its licence")
    parser.add_argument("--reads", choices=("feelings", "subjects"), default="subjects")
    parser.add_argument("--max-tokens", type=int, default=96)
    parser.add_argument("--to", type=Path, default=Path("encoder.zip"))
    asked = parser.parse_args()
    pack_encoder(
        asked.graph,
        Tokenizer.from_file(str(asked.tokenizer)),
        asked.texts.read_text("utf-8").splitlines(),
        asked.to,
        name=asked.name,
        max_tokens=asked.max_tokens,
        seed=7,
        card={"base": asked.base, "reads": asked.reads, "made_by": __spec__.name, "seed": 7},
        parts={},
    )


if __name__ == "__main__":
    main()
