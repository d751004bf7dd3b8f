"""Fine-tunes one encoder for sentiment and emotions together; needs the extra `[train]`.

A head is a linear layer and a softmax over its labels, on the mean of a text's token vectors scaled
to one length. Tables of labelled texts need not have the same labels: each text says which labels
its own may be (`allowed`) among those that its table tells apart (`told`), and the loss is the
negative logarithm of p(allowed) / p(told).
"""

from __future__ import annotations

import hashlib
import json
import math
import random
import zipfile
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import BertModel

from voxlake.errors import ConfigError
from voxlake.language.bert_onnx import read_bert, write_bert
from voxlake.language.eight_bits import quantise
from voxlake.language.emoji import emoji_words, names, with_emoji
from voxlake.language.encoder_settings import EncoderSettings, EncoderTexts

Floats = npt.NDArray[np.float32]

_SHOWN = 100
"""Steps that the loss of a progress message is the mean of."""
_SCALE_TEXTS = 3000
"""Texts that the scales of the encoder's activations are taken from."""


@dataclass(frozen=True)
class Example:
    """A labelled text: what the encoder reads, the head that learns from it, its labels."""

    text: str
    head: str
    allowed: tuple[int, ...]
    told: tuple[int, ...]
    weight: float = 1.0


def rounds_of(
    tables: Sequence[tuple[EncoderTexts, Sequence[Example]]], settings: EncoderSettings
) -> list[list[Example]]:
    """What each round goes through: the share of each table, some emoticons as emoji."""
    rounds = []
    for number in range(settings.rounds):
        draws = random.Random(f"{settings.seed}-emoticons-{number}")
        rounds.append(
            [
                replace(each, text=with_emoji(each.text, draws, settings.emoticons))
                for table, examples in tables
                for each in _part(examples, table.share, number, settings.seed)
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
        tokens = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
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


@dataclass
class Trainer:
    """Trains a classifier, and goes on from a checkpoint where it was stopped."""

    model: TextClassifier
    tokenizer: Tokenizer
    settings: EncoderSettings
    checkpoint: Path
    fingerprint: str
    """Of the settings and the texts: a checkpoint of others is not gone on from."""
    progress: Callable[[int, int, float], None]
    _losses: deque[float] = field(default_factory=lambda: deque(maxlen=_SHOWN))

    def __post_init__(self) -> None:
        self.tokenizer.enable_truncation(self.settings.max_tokens)
        self.tokenizer.enable_padding()
        words = self.model.encoder.embeddings.word_embeddings
        words.sparse = True  # a batch has a few hundred of the 30,000 words
        own = [p for p in self.model.encoder.parameters() if p is not words.weight]
        self._dense = torch.optim.AdamW(
            [
                {"params": own, "lr": self.settings.learning_rate},
                {"params": self.model.heads.parameters(), "lr": self.settings.head_learning_rate},
            ],
            weight_decay=self.settings.weight_decay,
            fused=True,
        )
        self._words = torch.optim.SparseAdam([words.weight], lr=self.settings.learning_rate)

    def train(self, rounds: Sequence[Sequence[Example]]) -> None:
        """Go through the rounds, each in an order of its own."""
        torch.manual_seed(self.settings.seed)
        batches = [
            batch
            for number, examples in enumerate(rounds)
            for batch in self._batches(examples, number)
        ]
        for step in range(self._resume(), len(batches)):
            loss = self._step(batches[step], self._rate(step, len(batches)))
            self._losses.append(loss)
            if (step + 1) % self.settings.checkpoint_steps == 0 or step + 1 == len(batches):
                self._save(step + 1)
                self.progress(step + 1, len(batches), float(np.mean(self._losses)))

    def _batches(self, examples: Sequence[Example], number: int) -> Iterator[list[Example]]:
        """Batches of texts of like length, in random order."""
        order = random.Random(f"{self.settings.seed}-{number}")
        mixed = list(examples)
        order.shuffle(mixed)
        size = self.settings.batch
        batches = []
        for start in range(0, len(mixed), size * 64):
            chunk = sorted(mixed[start : start + size * 64], key=lambda each: len(each.text))
            batches += [chunk[first : first + size] for first in range(0, len(chunk), size)]
        order.shuffle(batches)
        yield from batches

    def _rate(self, step: int, steps: int) -> float:
        """The share of the learning rate: up in a line, then down in a line to nothing."""
        warm_up = max(1, int(steps * self.settings.warm_up))
        return min((step + 1) / warm_up, (steps - step) / (steps - warm_up + 1))

    def _step(self, batch: list[Example], rate: float) -> float:
        self.model.train()
        heads_rate = self.settings.head_learning_rate
        for group, full in zip(
            (*self._dense.param_groups, *self._words.param_groups),
            (self.settings.learning_rate, heads_rate, self.settings.learning_rate),
            strict=True,
        ):
            group["lr"] = full * rate
        vectors = self.model.vectors(*tokens(self.tokenizer, [each.text for each in batch]))
        loss = torch.zeros(())
        for head in sorted({each.head for each in batch}):
            rows = [place for place, each in enumerate(batch) if each.head == head]
            chosen = [batch[place] for place in rows]
            loss = loss + self._loss(self.model.logits(vectors[rows], head), chosen)
        loss = loss / len(batch)
        loss.backward()
        nn.utils.clip_grad_norm_([p for g in self._dense.param_groups for p in g["params"]], 1.0)
        for optimizer in (self._dense, self._words):
            optimizer.step()
            optimizer.zero_grad()
        return float(loss.detach())

    def _loss(self, logits: torch.Tensor, examples: list[Example]) -> torch.Tensor:
        allowed = _mask([each.allowed for each in examples], logits)
        told = _mask([each.told for each in examples], logits)
        weights = torch.tensor([each.weight for each in examples])
        total = torch.logsumexp(logits + told, dim=1)
        hit = total - torch.logsumexp(logits + allowed, dim=1)
        counts = torch.isfinite(told).sum(1)
        evenly = total - torch.where(torch.isfinite(told), logits, 0.0).sum(1) / counts
        smooth = self.settings.label_smoothing
        return (weights * ((1 - smooth) * hit + smooth * evenly)).sum()

    def _save(self, step: int) -> None:
        state = {
            "fingerprint": self.fingerprint,
            "step": step,
            "model": self.model.state_dict(),
            "dense": self._dense.state_dict(),
            "words": self._words.state_dict(),
            "random": torch.get_rng_state(),
        }
        beside = self.checkpoint.with_suffix(".part")
        torch.save(state, beside)
        beside.rename(self.checkpoint)

    def _resume(self) -> int:
        if not self.checkpoint.is_file():
            return 0
        state = torch.load(self.checkpoint, weights_only=True)
        if state["fingerprint"] != self.fingerprint:
            raise ConfigError(
                f"{self.checkpoint} is of other settings or texts. Remove it to begin anew, or "
                "name another encoder.output."
            )
        self.model.load_state_dict(state["model"])
        self._dense.load_state_dict(state["dense"])
        self._words.load_state_dict(state["words"])
        torch.set_rng_state(state["random"])
        return int(state["step"])


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
    trained, quantised = folder / "trained.onnx", folder / "model.onnx"
    write_bert(model.encoder, template / "model.onnx", trained)
    tokenizer.enable_truncation(settings.kept_tokens)
    tokenizer.no_padding()
    some = random.Random(settings.seed).sample(list(texts), min(_SCALE_TEXTS, len(texts)))
    quantise(trained, quantised, tokenizer, some)
    words = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    digest = hashlib.sha256(quantised.read_bytes()).hexdigest()
    told = {
        "version": f"{settings.name}-{digest[:8]}-{settings.kept_tokens}",
        "sha256": digest,
        "max_tokens": settings.kept_tokens,
        "scales": "fixed",
        **card,
    }
    heads = {name: model.numbers(name, labels) for name, labels in settings.heads.items()}
    parts = {
        "model.onnx": quantised.read_bytes(),
        "vocab.txt": "".join(f"{word}\n" for word, _ in words).encode(),
        "heads.json": (json.dumps(heads) + "\n").encode(),
        "encoder.json": (json.dumps(told, indent=2) + "\n").encode(),
    }
    quantised.unlink()
    with zipfile.ZipFile(folder / "encoder.zip", "w") as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, compresslevel=9)


def _add_words(model: BertModel, tokenizer: Tokenizer, names: dict[int, str]) -> None:
    """Give words that take unused places the mean vector of their names' words."""
    table = model.embeddings.word_embeddings.weight
    with torch.no_grad():
        for number, name in names.items():
            parts = tokenizer.encode(name, add_special_tokens=False).ids
            table[number] = table[parts].mean(0)


def _mask(labels: list[tuple[int, ...]], logits: torch.Tensor) -> torch.Tensor:
    """0 where a label is among a text's, minus infinity elsewhere."""
    mask = torch.full(logits.shape, -torch.inf)
    for row, columns in enumerate(labels):
        mask[row, list(columns)] = 0.0
    return mask
