"""Fine-tunes one encoder for sentiment and emotions together; needs the extra `[train]`.

A head is a linear layer and a softmax over its labels, on the mean of a text's token vectors scaled
to one length. Tables of labelled texts need not have the same labels: each text says which labels
its own may be (`allowed`) among those that its table tells apart (`told`), and the loss is the
negative logarithm of p(allowed) / p(told).
"""

from __future__ import annotations

import json
import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import BertModel

from voxlake.language.encoder.bert_onnx import read_bert, write_bert
from voxlake.language.encoder.packing import pack_encoder
from voxlake.language.encoder.settings import EncoderSettings, EncoderTexts
from voxlake.text.emoji import emoji_words, names, with_emoji

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Example:
    """A labelled text: what the encoder reads, the head that learns from it, its labels."""

    text: str
    head: str
    allowed: tuple[int, ...]
    told: tuple[int, ...]
    weight: float = 1.0


def rounds_of(
    tables: Sequence[tuple[EncoderTexts, Sequence[Example]]],
    settings: EncoderSettings,
    training: int = 0,
) -> list[list[Example]]:
    """What each round of a training has: the share of each table, some emoticons as emoji."""
    seed = settings.seed + training
    rounds = []
    for number in range(settings.rounds):
        draws = random.Random(f"{seed}-emoticons-{number}")
        rounds.append(
            [
                replace(each, text=with_emoji(each.text, draws, settings.emoticons))
                for table, examples in tables
                for each in _part(examples, table.share, number, seed)
            ]
        )
    return rounds


def _part(examples: Sequence[Example], share: float, number: int, seed: int) -> list[Example]:
    """The part of a table of a round; the next round begins where it ends."""
    mixed = list(examples)
    random.Random(seed).shuffle(mixed)
    count = len(mixed)
    first, last = round(number * share * count), round((number + 1) * share * count)
    return [mixed[place % count] for place in range(first, last)]


class TextClassifier(nn.Module):  # type: ignore[misc]  # torch is an extra, unknown here
    """The encoder with its heads."""

    def __init__(self, encoder: BertModel, label_counts: dict[str, int]) -> None:
        super().__init__()
        self.encoder = encoder
        hidden = encoder.config.hidden_size
        self.scale = math.sqrt(hidden)
        self.heads = nn.ModuleDict({n: nn.Linear(hidden, c) for n, c in label_counts.items()})

    def vectors(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Mean over the tokens, scaled to length 1: (texts, hidden)."""
        tokens = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        weights = mask.unsqueeze(-1).to(tokens.dtype)
        mean = (tokens * weights).sum(1) / weights.sum(1)
        return nn.functional.normalize(mean, dim=1)

    def logits(self, vectors: torch.Tensor, head: str) -> torch.Tensor:
        """Of each label: (texts, labels)."""
        found: torch.Tensor = self.heads[head](vectors * self.scale)
        return found

    def numbers(self, head: str, labels: Sequence[str]) -> dict[str, Any]:
        """A head as plain numbers, for vectors of length 1; its probabilities are uncalibrated."""
        layer = self.heads[head]
        return {
            "labels": list(labels),
            "coefficients": (layer.weight.detach() * self.scale).tolist(),
            "intercepts": layer.bias.detach().tolist(),
        }


def hit_rate(model: TextClassifier, tokenizer: Tokenizer, examples: Sequence[Example]) -> float:
    """Share of texts whose most probable label, of those their table tells apart, is allowed."""
    vectors = torch.from_numpy(vectors_of(model, tokenizer, [each.text for each in examples]))
    hits = 0
    with torch.inference_mode():
        for vector, each in zip(vectors, examples, strict=True):
            logits = model.logits(vector[None], each.head)[0]
            hits += max(each.told, key=lambda label: float(logits[label])) in each.allowed
    return hits / len(examples)


def tokens(tokenizer: Tokenizer, texts: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids and mask of texts, each (texts, tokens), padded to the longest."""
    encoded = tokenizer.encode_batch(list(texts))
    ids = torch.tensor([each.ids for each in encoded])
    mask = torch.tensor([each.attention_mask for each in encoded])
    return ids, mask


def vectors_of(
    model: TextClassifier, tokenizer: Tokenizer, texts: Sequence[str], batch: int = 64
) -> Floats:
    """Vectors of texts, (texts, hidden), in the order of the texts."""
    model.eval()
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    found = np.empty((len(texts), model.encoder.config.hidden_size), dtype=np.float32)
    with torch.inference_mode():
        for start in range(0, len(order), batch):
            rows = order[start : start + batch]
            ids, mask = tokens(tokenizer, [texts[row] for row in rows])
            found[rows] = model.vectors(ids, mask).numpy()
    return found


def prepared(
    template: Path, examples: Sequence[Example], settings: EncoderSettings
) -> tuple[TextClassifier, Tokenizer]:
    """The classifier to train and its tokenizer, in which emoji are words.

    Args:
        template: Folder with the encoder's model.onnx and tokenizer.json.
        examples: Texts to learn from; their emoji come first.
        settings: The heads and the seed.
    """
    torch.manual_seed(settings.seed)
    described = json.loads((template / "tokenizer.json").read_text("utf-8"))
    vocabulary = described["model"]["vocab"]
    by_id = sorted(vocabulary, key=vocabulary.__getitem__)
    seen = Counter(character for each in examples for character in each.text)
    words = emoji_words(by_id, [character for character, _ in seen.most_common()])
    for number, emoji in words.items():
        del vocabulary[by_id[number]]
        vocabulary[emoji] = number
    tokenizer = Tokenizer.from_str(json.dumps(described))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    encoder = read_bert(template / "model.onnx")
    _add_words(encoder, tokenizer, names(words))
    counts = {name: len(labels) for name, labels in settings.heads.items()}
    return TextClassifier(encoder, counts), tokenizer


def save_encoder(
    model: TextClassifier,
    tokenizer: Tokenizer,
    template: Path,
    folder: Path,
    *,
    texts: Sequence[str],
    settings: EncoderSettings,
    card: Mapping[str, Any],
) -> None:
    """Write `encoder.zip`, with weights and activations in 8 bits, for set-up, and its heads.

    `trained.onnx` beside it has the weights as they were trained.

    Args:
        model: The trained encoder.
        tokenizer: Whose words become vocab.txt.
        template: Folder with the graph that the weights go into.
        folder: Where to write.
        texts: That it was trained on; the scales of activations are taken from some of them.
        settings: The encoder's name, the tokens that it reads and the labels of its heads.
        card: What encoder.json says of it, beside its version and the model's SHA-256.
    """
    trained = folder / "trained.onnx"
    write_bert(model.encoder, template / "model.onnx", trained)
    heads = {name: model.numbers(name, labels) for name, labels in settings.heads.items()}
    pack_encoder(
        trained,
        tokenizer,
        texts,
        folder / "encoder.zip",
        name=settings.name,
        max_tokens=settings.kept_tokens,
        seed=settings.seed,
        card=card,
        parts={"heads.json": (json.dumps(heads) + "\n").encode()},
    )


def _add_words(model: BertModel, tokenizer: Tokenizer, names: dict[int, str]) -> None:
    """Give words that take unused places the mean vector of their names' words."""
    table = model.embeddings.word_embeddings.weight
    with torch.no_grad():
        for number, name in names.items():
            parts = tokenizer.encode(name, add_special_tokens=False).ids
            table[number] = table[parts].mean(0)
