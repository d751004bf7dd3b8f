"""A fitted topic model as plain numbers, and the topics of texts by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voxlake.topics.fit.arrays import Counts, Labels, Matrix, unit_rows
from voxlake.topics.fit.counting import Terms, count_terms, places_of
from voxlake.topics.fit.embeddings import Clusters
from voxlake.topics.fit.lda import Dirichlet
from voxlake.topics.fit.nmf import Factors
from voxlake.topics.settings import EMBEDDINGS, LDA, NMF

Reader = Clusters | Factors | Dirichlet
_READERS: dict[str, type[Reader]] = {EMBEDDINGS: Clusters, NMF: Factors, LDA: Dirichlet}


@dataclass(frozen=True)
class Part:
    """Topics that were found together, in texts of one kind.

    Attributes:
        method: How: `embeddings`, `nmf` or `lda`.
        language: Whose texts; None for all those of languages that models read.
        topic_ids: Id of each topic, those of guides first.
        guides: How many of them are guides'.
        vocabulary: Terms that are counted.
        reader: Gives probabilities of topics to counted terms and vectors.
        least: The least closeness of a text that belongs to each topic.
        encoder_version: Whose vectors the reader reads; None: it reads terms alone.
    """

    method: str
    language: str | None
    topic_ids: tuple[int, ...]
    guides: int
    vocabulary: tuple[str, ...]
    reader: Reader
    least: Matrix
    encoder_version: str | None = None

    @cached_property
    def places(self) -> dict[str, int]:
        """The column of each term."""
        return places_of(self.vocabulary)

    def read(self, counts: Counts, vectors: Matrix | None) -> tuple[Matrix, NDArray[np.bool_]]:
        """Probability of each topic for each text, and whether the text belongs to the largest.

        Args:
            counts: Terms of each text, by `places`.
            vectors: The texts' vectors, rows of unit length, where the part reads any.
        """
        chances = self.reader.chances(counts, vectors)
        closeness = self.reader.closeness(counts, vectors)
        labels = chances.argmax(axis=1)
        return chances, own_of(closeness, labels) >= self.least[labels]

    def numbers(self) -> dict[str, Any]:
        """The part as plain texts, numbers and lists, which `of` reads."""
        numbers = {name: _packed(value) for name, value in self.reader.numbers().items()}
        return {
            "method": self.method,
            "language": self.language,
            "topic_ids": list(self.topic_ids),
            "guides": self.guides,
            "vocabulary": list(self.vocabulary),
            "least": _packed(self.least),
            "encoder_version": self.encoder_version,
            "reader": numbers,
        }

    @classmethod
    def of(cls, numbers: Mapping[str, Any]) -> Part:
        """The part of `numbers`."""
        reader = {name: _unpacked(value) for name, value in numbers["reader"].items()}
        return cls(
            method=numbers["method"],
            language=numbers["language"],
            topic_ids=tuple(numbers["topic_ids"]),
            guides=numbers["guides"],
            vocabulary=tuple(numbers["vocabulary"]),
            reader=_READERS[numbers["method"]].of(reader),
            least=_unpacked(numbers["least"]),
            encoder_version=numbers["encoder_version"],
        )


@dataclass(frozen=True)
class TopicModel:
    """Topics of texts with a vector, or with known terms, and of other languages each their own.

    Attributes:
        parts: The topics of each kind of texts.
        phrases: Of the texts that were fitted, which `with_terms` finds in others again.
    """

    parts: tuple[Part, ...]
    phrases: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Length of a distribution: one more than the largest id."""
        return max(topic for part in self.parts for topic in part.topic_ids) + 1

    @property
    def encoder_version(self) -> str | None:
        """Whose vectors the model reads; None: it reads none."""
        return next((part.encoder_version for part in self.parts if part.encoder_version), None)

    def renumbered(self, ids: Mapping[int, int]) -> TopicModel:
        """The same topics under other ids.

        Args:
            ids: The new id of each.
        """
        parts = (
            replace(part, topic_ids=tuple(ids[topic] for topic in part.topic_ids))
            for part in self.parts
        )
        return TopicModel(tuple(parts), self.phrases)

    def read(
        self,
        terms: Sequence[Terms],
        vectors: Sequence[Sequence[float] | None],
        languages: Sequence[str | None],
    ) -> tuple[Matrix, NDArray[np.bool_]]:
        """The topics of texts, each by itself.

        Args:
            terms: Of each text, what models count.
            vectors: Of each text, from the encoder of `encoder_version`; or None.
            languages: Of each text, its language where models do not read it; else None.

        Returns:
            Probability of topic i at place i, a row a text, and whether it belongs to the largest.
            The row of a text that the model cannot read is zeros: it has no vector where vectors
            are read, no known term where they are not, or a language without topics.
        """
        chances = np.zeros((len(terms), self.size))
        is_clear = np.zeros(len(terms), dtype=bool)
        kinds = np.array([language or "" for language in languages], dtype=object)
        for part in self.parts:
            rows = np.flatnonzero(kinds == (part.language or ""))
            if part.encoder_version:
                rows = rows[[vectors[row] is not None for row in rows]]
            counts = count_terms([terms[row] for row in rows], part.places)
            if not part.encoder_version:
                is_known = counts.getnnz(axis=1) > 0
                rows, counts = rows[is_known], counts[is_known]
            if len(rows):
                stacked = _stacked(vectors, rows) if part.encoder_version else None
                found, is_clear[rows] = part.read(counts, stacked)
                chances[rows[:, None], np.array(part.topic_ids)] = found
        return chances, is_clear

    def numbers(self) -> dict[str, Any]:
        """The model as plain texts, numbers and lists, which `of` reads.

        Rows of numbers are texts, six digits each: a few megabytes for a large vocabulary.
        """
        return {
            "phrases": list(self.phrases),
            "parts": [part.numbers() for part in self.parts],
        }

    @classmethod
    def of(cls, numbers: Mapping[str, Any]) -> TopicModel:
        """The model of `numbers`."""
        return cls(tuple(map(Part.of, numbers["parts"])), tuple(numbers["phrases"]))


def own_of(rows: Matrix, labels: Labels) -> Matrix:
    """The number of each row at the place of its label."""
    return np.asarray(rows[np.arange(len(labels)), labels])


def _stacked(vectors: Sequence[Sequence[float] | None], rows: Labels) -> Matrix:
    return unit_rows([vectors[row] for row in rows])


def _packed(rows: Matrix) -> str | list[str]:
    if rows.ndim == 1:
        return " ".join(f"{number:.6g}" for number in rows.tolist())
    return [" ".join(f"{number:.6g}" for number in row) for row in rows.tolist()]


def _unpacked(rows: str | list[str]) -> Matrix:
    if isinstance(rows, str):
        return np.array(rows.split(), dtype=float)
    return np.array([row.split() for row in rows], dtype=float)
