"""Fits a T5-class model to texts of one's own; needs the extra [tune].

Raffel et al. 2020, "Exploring the Limits of Transfer Learning with a Unified Text-to-Text
Transformer", JMLR 21: a prompt in, the text out, cross-entropy of its tokens.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from voxlake.core.errors import TooLittleDataError
from voxlake.marketing.drafts.generators.settings import TuningSettings
from voxlake.marketing.drafts.generators.t5 import load_t5

_CARD = "voxlake.json"
_IGNORED = -100
"""Label of a place that is not of the text, as transformers has it."""
_LEAST = 2


@dataclass(frozen=True)
class Pair:
    """A prompt and the text that was said."""

    prompt: str
    text: str


@dataclass(frozen=True)
class Fitted:
    """Mean cross-entropy of a token before and after, of texts learned and of others held out."""

    learned: int
    held_out: int
    loss_before: float
    loss_after: float
    held_out_before: float | None
    held_out_after: float | None


def tune(pairs: Sequence[Pair], settings: TuningSettings, seed: int) -> Fitted:
    """Fit the model of `base` to the pairs, and write it and a card to `output`.

    Args:
        pairs: In any order, which does not matter.
        settings: Folders, rounds and rate; both folders are set.
        seed: Of the order of the texts, of what is held out and of dropout.

    Raises:
        TooLittleDataError: there are fewer than two texts.
    """
    ordered = sorted(set(pairs), key=lambda pair: (pair.prompt, pair.text))
    if len(ordered) < _LEAST:
        raise TooLittleDataError(
            f"tune_generator found {len(ordered)} texts: approve drafts, or name own accounts "
            "with posts in drafts.tuning.accounts."
        )
    draws = random.Random(seed)
    draws.shuffle(ordered)
    held = min(int(len(ordered) * settings.held_out), len(ordered) - 1)
    others, learned = ordered[:held], ordered[held:]
    torch, network, tokenizer = load_t5(Path(str(settings.base)))
    fit = _Fit(torch, network, tokenizer, settings)
    before = fit.loss(learned), fit.loss(others)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        fit.learn(learned, draws)
    after = fit.loss(learned), fit.loss(others)
    found = Fitted(len(learned), held, before[0] or 0.0, after[0] or 0.0, before[1], after[1])
    output = Path(str(settings.output))
    network.save_pretrained(output, safe_serialization=True)
    tokenizer.save_pretrained(output)
    card = {"seed": seed, **settings.model_dump(mode="json", exclude={"accounts"}), **asdict(found)}
    (output / _CARD).write_text(json.dumps(card, indent=2) + "\n")
    return found


@dataclass(frozen=True)
class _Fit:
    torch: Any
    network: Any
    tokenizer: Any
    settings: TuningSettings

    def learn(self, pairs: Sequence[Pair], draws: random.Random) -> None:
        """AdamW (Loshchilov & Hutter 2019) over the rounds, gradients no longer than 1."""
        batches = [
            batch
            for _ in range(self.settings.rounds)
            for batch in self._batches(draws.sample(pairs, len(pairs)))
        ]
        rate = self.settings.learning_rate
        steps = self.torch.optim.AdamW(self.network.parameters(), lr=rate)
        self.network.train()
        for number, batch in enumerate(batches):
            for group in steps.param_groups:
                group["lr"] = rate * (1 - number / len(batches))
            loss = self.network(**self._tensors(batch)).loss
            loss.backward()
            self.torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
            steps.step()
            steps.zero_grad()

    def loss(self, pairs: Sequence[Pair]) -> float | None:
        """Mean cross-entropy of a token of the texts; None without texts."""
        self.network.eval()
        total, count = 0.0, 0
        with self.torch.no_grad():
            for batch in self._batches(pairs):
                tensors = self._tensors(batch)
                tokens = int((tensors["labels"] != _IGNORED).sum())
                total += float(self.network(**tensors).loss) * tokens
                count += tokens
        return total / count if count else None

    def _batches(self, pairs: Sequence[Pair]) -> list[Sequence[Pair]]:
        size = self.settings.batch
        return [pairs[start : start + size] for start in range(0, len(pairs), size)]

    def _tensors(self, batch: Sequence[Pair]) -> dict[str, Any]:
        prompts, texts = (
            self.tokenizer(
                [getattr(pair, part) for pair in batch],
                return_tensors="pt",
                padding=True,
                truncation=True,
                max_length=self.settings.most_tokens,
            )
            for part in ("prompt", "text")
        )
        is_padding = texts["attention_mask"] == 0
        return {
            "input_ids": prompts["input_ids"],
            "attention_mask": prompts["attention_mask"],
            "labels": texts["input_ids"].masked_fill(is_padding, _IGNORED),
        }
