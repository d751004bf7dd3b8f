"""The phrases of one text that its labels rest on, as the job `explain_posts` finds them.

Beside what the job does, phrases of grammar and handles alone are left out, but for negations: that
a label is less sure without `the` or `@somebody` tells nobody anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from voxlake.language.heads.occlusion import occlusions_of, strongest
from voxlake.language.settings import EvidenceSettings
from voxlake.pipeline import ENCODER
from voxlake.serve.scoring.texts import TextModels
from voxlake.text.plain import read_by_encoders
from voxlake.topics.words.stop_words import english_stop_words


@dataclass(frozen=True)
class Behind:
    """A phrase, and how much of a label's probability goes when it is left out."""

    phrase: str
    weight: float


_LEAST = 0.05
"""Least probability that goes with a phrase that is told."""
_NO_WORD = re.compile(r"[^\w']")
_NEGATIONS = frozenset(("no", "not", "nor", "never", "cannot", "can't", "won't", "don't", "isn't"))
Phrases = Mapping[str, Mapping[str, Sequence[Behind]]]
"""Phrases by model and label."""


def phrases_behind(
    models: TextModels,
    text: str,
    labels: Mapping[str, Sequence[str]],
    settings: EvidenceSettings,
) -> Phrases:
    """The phrases behind labels, by model and label; only those without which it is less probable.

    Args:
        models: Encode and score.
        text: As people wrote it.
        labels: Labels of each model that are asked for.
        settings: How many phrases, how long, and how many words are looked at.
    """
    known = read_by_encoders(text) or ""
    parts = [part for part in occlusions_of(known, settings) if _says_something(part.phrase)]
    if not parts:
        return {model: dict.fromkeys(of_model, ()) for model, of_model in labels.items()}
    remainders = list(dict.fromkeys(part.rest for part in parts))
    _, vectors = models.vectors([known, *remainders], ENCODER)
    place = {rest: n for n, rest in enumerate(remainders, start=1)}
    rows = np.array([place[part.rest] for part in parts])
    found: dict[str, dict[str, tuple[Behind, ...]]] = {}
    for model, of_model in labels.items():
        named, chances = models.chances(model, vectors)
        found[model] = {}
        for label in of_model:
            column = chances[:, named.index(label)]
            weights = column[0] - column[rows]
            told = strongest(
                [part.start for part in parts],
                [part.length for part in parts],
                [part.phrase for part in parts],
                weights.tolist(),
                settings.phrases,
            )
            found[model][label] = tuple(Behind(*one) for one in told if one[1] >= _LEAST)
    return found


def _says_something(phrase: str) -> bool:
    """Whether a phrase has a word that is no handle or link, and none of grammar alone."""
    return any(
        word.startswith("#") or _plain(word) in _NEGATIONS or _plain(word) not in _grammar()
        for word in phrase.split(" ")
        if not word.startswith(("@", "http")) and _plain(word)
    )


def _plain(word: str) -> str:
    return _NO_WORD.sub("", word.replace("\u2019", "'")).strip("'")


@cache
def _grammar() -> frozenset[str]:
    return english_stop_words()
