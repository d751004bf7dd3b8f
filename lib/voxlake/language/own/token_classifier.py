"""Runs a Hugging Face classifier of tokens that was exported to ONNX, and joins what it labels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from voxlake.language.own.classifier import TOKENS, Export

_OUTSIDE = "O"
_BEGINS, _GOES_ON = ("B", "S", "U"), ("I", "E", "L", "M")
"""Marks before a label: of its first word or only word, and of the words after (BIO, BILOU)."""


class Span(NamedTuple):
    """A part of a text with one label; places count characters and it ends before `end`."""

    start: int
    end: int
    label: str
    probability: float
    """Mean of that of the label over its words."""


class _Word(NamedTuple):
    start: int
    end: int
    label: str
    probability: float


class TokenClassifier(Export):
    """A loaded model: a text in, the parts that it labels out."""

    task = TOKENS

    @property
    def kinds(self) -> tuple[str, ...]:
        """Its labels without their marks, and without the one of words outside."""
        return tuple(dict.fromkeys(_parted(label)[1] for label in self.labels if label != _OUTSIDE))

    def spans(self, text: str) -> list[Span]:
        """The labelled parts of a text, in order, by its first tokens.

        A word of several tokens has the label of its first, as such models are trained. Words of a
        label that follow each other are one part, until a mark says that another begins; a mark
        that a part goes on begins one where none of its label stands before.

        Raises:
            InputError: the model gives something else than a number for each label and token.
        """
        found: list[list[_Word]] = []
        before = _OUTSIDE
        for word in self._words(text):
            mark, label = _parted(word.label)
            if word.label != _OUTSIDE:
                goes_on = mark not in _BEGINS and _parted(before)[1] == label
                if not (goes_on and before != _OUTSIDE):
                    found.append([])
                found[-1].append(word)
            before = word.label
        return [_span(words) for words in found]

    def try_out(self, text: str) -> None:
        """Read a text."""
        self.spans(text)

    def _words(self, text: str) -> Iterator[_Word]:
        """The words of a text, each with the label of its first token."""
        read = self.encoded(text)
        chances = self.chances(read, (len(read.ids), len(self.labels)))
        last, found = None, None
        for place, (number, (start, end)) in enumerate(
            zip(read.word_ids, read.offsets, strict=True)
        ):
            if number is not None and number == last and found:
                found = found._replace(end=end)
                continue
            if found:
                yield _bare(text, found)
            best = int(chances[place].argmax())
            found = _Word(start, end, self.labels[best], float(chances[place][best]))
            found = found if number is not None else None
            last = number
        if found:
            yield _bare(text, found)


def _parted(label: str) -> tuple[str, str]:
    """The mark of a label, and the rest: `B-PER` is B and PER, `PER` has none."""
    mark, dash, rest = label.partition("-")
    return (mark, rest) if dash and mark in (*_BEGINS, *_GOES_ON) else ("", label)


def _bare(text: str, word: _Word) -> _Word:
    """The word without the space before it, which some tokenizers count to it."""
    held = text[word.start : word.end]
    return word._replace(start=word.end - len(held.lstrip()))


def _span(words: list[_Word]) -> Span:
    probability = sum(word.probability for word in words) / len(words)
    return Span(words[0].start, words[-1].end, _parted(words[0].label)[1], probability)
