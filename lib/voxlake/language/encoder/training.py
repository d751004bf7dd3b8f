"""The steps that train an encoder with its heads; needs the extra `[train]`.

Several trainings from the same start, each with an order and a dropout of its own, end in one
valley of the loss: the mean of their weights reads as well as all of them together and costs no
more than one (Wortsman et al. 2022, "Model soups", arXiv:2203.05482).
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

from voxlake.core.errors import ConfigError
from voxlake.language.encoder.fine_tuning import Example, TextClassifier, tokens
from voxlake.language.encoder.settings import EncoderSettings

Rounds = Sequence[Sequence[Example]]
Weights = dict[str, torch.Tensor]

_SHOWN = 100
"""Steps that the loss of a progress message is the mean of."""


class _Dropout(nn.Dropout):  # type: ignore[misc]  # torch is an extra, unknown here
    """Dropout that draws one byte a number, so that a step does not wait for its random numbers."""

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        if not self.training:
            return values
        dropped = round(self.p * 256)
        draws = torch.empty(-(-values.numel() // 8), dtype=torch.int64).random_(-(2**63), None)
        kept = draws.view(torch.uint8)[: values.numel()].view(values.shape) >= dropped
        return values * (kept * (256 / (256 - dropped))).to(values.dtype)


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
        self.model.encoder.embeddings.word_embeddings.sparse = True
        for part in list(self.model.encoder.modules()):
            for name, child in part.named_children():
                if isinstance(child, nn.Dropout):
                    setattr(part, name, _Dropout(child.p))
        self._start = _copy(self.model.state_dict())
        self._sum: Weights = {}
        self._begin(0)

    def train(self, trainings: Sequence[Rounds]) -> None:
        """Go through the rounds of each training, and leave the mean of their weights."""
        plans = [self._plan(rounds, number) for number, rounds in enumerate(trainings)]
        steps = sum(map(len, plans))
        first, at = self._resume()
        done = sum(map(len, plans[:first]))
        for number, batches in enumerate(plans[first:], start=first):
            if at == 0:
                self._begin(number)
            for step in range(at, len(batches)):
                self._losses.append(self._step(batches[step], self._rate(step, len(batches))))
                if (step + 1) % self.settings.checkpoint_steps == 0 and step + 1 < len(batches):
                    self._save(number, step + 1)
                    self.progress(done + step + 1, steps, float(np.mean(self._losses)))
            self._add()
            self._save(number + 1, 0)
            done, at = done + len(batches), 0
            self.progress(done, steps, float(np.mean(self._losses)))
        mean = {name: total / len(plans) for name, total in self._sum.items()}
        self.model.load_state_dict(mean)

    def _begin(self, number: int) -> None:
        """Put the weights back to the start, and the optimisers too."""
        torch.manual_seed(self.settings.seed + number)
        self.model.load_state_dict(self._start)
        words = self.model.encoder.embeddings.word_embeddings
        own = [p for p in self.model.encoder.parameters() if p is not words.weight]
        self._dense = torch.optim.AdamW(
            [
                {"params": own, "lr": self.settings.learning_rate},
                {"params": self.model.heads.parameters(), "lr": self.settings.head_learning_rate},
            ],
            weight_decay=self.settings.weight_decay,
            fused=True,
        )
        # A batch has a few hundred of the 30,000 words.
        self._words = torch.optim.SparseAdam([words.weight], lr=self.settings.learning_rate)

    def _plan(self, rounds: Rounds, number: int) -> list[list[Example]]:
        seed = self.settings.seed + number
        return [
            batch
            for place, examples in enumerate(rounds)
            for batch in self._batches(examples, random.Random(f"{seed}-{place}"))
        ]

    def _batches(
        self, examples: Sequence[Example], order: random.Random
    ) -> Iterator[list[Example]]:
        """Batches of texts of like length, in random order."""
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
        texts = tokens(self.tokenizer, [each.text for each in batch])
        with torch.autocast("cpu", torch.bfloat16, enabled=self.settings.bfloat16):
            vectors = self.model.vectors(*texts)
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

    def _add(self) -> None:
        """Add the weights of a training that is done to those of the trainings before."""
        for name, weight in _copy(self.model.state_dict()).items():
            self._sum[name] = self._sum[name] + weight if name in self._sum else weight

    def _save(self, training: int, step: int) -> None:
        state = {
            "fingerprint": self.fingerprint,
            "training": training,
            "step": step,
            "sum": self._sum,
            "model": self.model.state_dict(),
            "dense": self._dense.state_dict(),
            "words": self._words.state_dict(),
            "random": torch.get_rng_state(),
        }
        beside = self.checkpoint.with_suffix(".part")
        torch.save(state, beside)
        beside.rename(self.checkpoint)

    def _resume(self) -> tuple[int, int]:
        """The training and the step to go on from."""
        if not self.checkpoint.is_file():
            return 0, 0
        state = torch.load(self.checkpoint, weights_only=True)
        if state["fingerprint"] != self.fingerprint:
            raise ConfigError(
                f"{self.checkpoint} is of other settings or texts. Remove it to begin anew, or "
                "name another encoder.output."
            )
        self._sum = state["sum"]
        self.model.load_state_dict(state["model"])
        self._dense.load_state_dict(state["dense"])
        self._words.load_state_dict(state["words"])
        torch.set_rng_state(state["random"])
        return int(state["training"]), int(state["step"])


def _copy(weights: Weights) -> Weights:
    return {name: weight.detach().clone() for name, weight in weights.items()}


def _mask(labels: list[tuple[int, ...]], logits: torch.Tensor) -> torch.Tensor:
    """0 where a label is among a text's, minus infinity elsewhere."""
    mask = torch.full(logits.shape, -torch.inf)
    for row, columns in enumerate(labels):
        mask[row, list(columns)] = 0.0
    return mask
