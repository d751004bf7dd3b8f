"""Texts without some of their words, and the phrases whose loss moved a label most; no Spark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from voxlake.language.settings import EvidenceSettings


class Occlusion(NamedTuple):
    """A text without a phrase: the phrase's first word, from 1, its length, and both texts."""

    start: int
    length: int
    phrase: str
    rest: str


def occlusions_of(text: str, settings: EvidenceSettings) -> list[Occlusion]:
    """The text without each of its phrases, as `evidence.occlusions` gives them in Spark.

    Args:
        text: As encoders read it.
        settings: The longest phrase and the number of words that are looked at.
    """
    words = text.split(" ")
    looked_at = min(len(words), settings.max_words)
    return [
        Occlusion(
            start + 1,
            length,
            " ".join(words[start : start + length]),
            " ".join([*words[:start], *words[start + length :]]),
        )
        for start in range(looked_at)
        for length in range(1, settings.max_phrase + 1)
        if start + length <= looked_at and length < len(words)
    ]


def strongest(
    starts: Sequence[int],
    lengths: Sequence[int],
    phrases: Sequence[str],
    weights: Sequence[float],
    count: int,
) -> list[tuple[str, float]]:
    """The strongest phrases that share no word, the strongest first."""
    order = sorted(range(len(starts)), key=lambda i: (-weights[i] / lengths[i] ** 0.5, starts[i]))
    taken: set[int] = set()
    chosen: list[tuple[str, float]] = []
    for i in order:
        words = range(starts[i], starts[i] + lengths[i])
        if len(chosen) < count and not taken.intersection(words):
            taken.update(words)
            chosen.append((phrases[i], float(weights[i])))
    return chosen
