"""Which topic a text is about, as the job `assign_topics` says it of posts."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voxlake.serve.errors import RefusedError
from voxlake.serve.reading.lake import Lake
from voxlake.serve.reading.question import Condition, Question
from voxlake.serve.understanding.champions import TopicModels
from voxlake.tables import TOPIC_NAMES, TOPICS
from voxlake.topics.called import Names
from voxlake.topics.settings import TopicSettings
from voxlake.topics.words.lexicons import lexicons_of
from voxlake.topics.words.reading import with_phrases

_MOST_NAMES = 10_000
_OTHERS = 3


@dataclass(frozen=True)
class Likely:
    """A topic and how probable it is for a text, 0 to 1; name is None where it is not told."""

    topic_id: int
    name: str | None
    probability: float


@dataclass(frozen=True)
class TopicOf:
    """What a text is about.

    Attributes:
        likely: The most probable topics as they are shown, the most probable first.
        is_clear: Whether the text belongs to the first; if not, to none, as in `post_topics`.
        model_version: Of the topic model.
    """

    likely: tuple[Likely, ...]
    is_clear: bool
    model_version: str


@dataclass(frozen=True, eq=False)
class Meaning:
    """The vector of a text, and the encoder that gave it."""

    vector: NDArray[np.float32]
    encoder_version: str


class TopicReader:
    """Reads texts with the topic model in use."""

    def __init__(self, models: TopicModels, lake: Lake, settings: TopicSettings) -> None:
        self._models = models
        self._lake = lake
        self._lexicons = lexicons_of(settings.stop_words)
        self._names: tuple[tuple[object, ...], Names] | None = None
        self._lock = threading.Lock()

    def read(
        self, text: str, language: str | None, meaning: Meaning | None, *, is_read: bool
    ) -> TopicOf:
        """The topics of a text, which depend on it and its language alone.

        Args:
            text: Cleaned, as `posts` has it.
            language: ISO 639 code; None where it is not known.
            meaning: Of the text; None where it has none.
            is_read: Whether models read the language: others have topics of their own.

        Raises:
            RefusedError: no topics were fitted, or the model reads no such text (503).
        """
        topics = self._models.current()
        model = topics.model
        vector = self._vector(meaning, model.encoder_version)
        with self._lock:  # a lexicon learns what it is asked
            words = with_phrases(self._lexicons.read(text, language), frozenset(model.phrases))
        terms = [word.term for word in words]
        chances, is_clear = model.read([terms], [vector], [None if is_read else language])
        row = chances[0]
        if not row.any():
            raise RefusedError(
                503,
                "topic_unread",
                "The topic model reads no such text: it has no word that the model knows, or is in "
                "a language without topics.",
            )
        return TopicOf(self._likely(row, topics.version), bool(is_clear[0]), topics.version)

    def _vector(self, meaning: Meaning | None, encoder_version: str | None) -> list[float] | None:
        if encoder_version is None or meaning is None:
            return None
        if meaning.encoder_version != encoder_version:
            raise RefusedError(
                503,
                "topics_of_another_encoder",
                f"The topic model reads vectors of {encoder_version}, and the encoder here is "
                f"{meaning.encoder_version}: run fit_topics with --fit.",
            )
        # The table holds single precision: what a text gives is the same here and there.
        numbers: list[float] = meaning.vector.astype(np.float32).tolist()
        return numbers

    def _likely(self, row: NDArray[np.float64], version: str) -> tuple[Likely, ...]:
        names = self.names(version)
        order = np.argsort(-row, kind="stable")[:_OTHERS]
        found: dict[int, float] = {}
        for topic in order:
            shown = names.shown(int(topic))
            if row[topic] > 0 and shown is not None:
                found[shown] = found.get(shown, 0.0) + float(row[topic])
        return tuple(Likely(topic, names.of(topic), chance) for topic, chance in found.items())

    def names(self, version: str) -> Names:
        """What topics are called; of those without a name the title of the model's version."""
        read = (self._lake.edition(TOPIC_NAMES), self._lake.edition(TOPICS), version)
        held = self._names
        if held is not None and held[0] == read:
            return held[1]
        titled = Question(
            TOPICS,
            ("topic_id", "title"),
            where=(Condition("model_version", "eq", version),),
            limit=_MOST_NAMES,
        )
        named = Question(
            TOPIC_NAMES, ("topic_id", "name", "shown_as", "is_hidden"), limit=_MOST_NAMES
        )
        titles = {row["topic_id"]: row["title"] for row in self._rows(titled) if row["title"]}
        names = Names.of_rows(self._rows(named), titles)
        self._names = read, names
        return names

    def _rows(self, question: Question) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._lake.read(question).rows.to_pylist()
        return rows
