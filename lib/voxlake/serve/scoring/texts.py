"""What the models of language say of a few texts, as the jobs say it of posts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Self

import numpy as np
from numpy.typing import NDArray

from voxlake.core.cache import cache_dir
from voxlake.core.storage import read_bytes
from voxlake.language.detection import detect
from voxlake.language.encoder.vectors import TextEncoder, Vectors
from voxlake.language.heads.plain import Floats, label_of
from voxlake.language.settings import LanguageSettings
from voxlake.pipeline import ENCODER, MEANING
from voxlake.serve.errors import RefusedError
from voxlake.serve.scoring.heads import HeadInUse, shipped
from voxlake.text.plain import clean, read_by_encoders

MOST_TEXTS = 100
"""How many texts are scored at once."""
MOST_CHARACTERS = 10_000
"""Of a text."""
_SURROGATES = re.compile("[\ud800-\udfff]")
"""Halves of characters, which JSON can hold and UTF-8 cannot."""
_SENTIMENT, _EMOTION = "sentiment", "emotion"


@dataclass(frozen=True)
class TextScores:
    """What is said of one text.

    A text that has nothing to read, or that is in a language that no model reads, has no
    sentiment, no emotion and no vector of feeling, as posts of that kind have no rows.

    Attributes:
        language: ISO 639 code; None where the text has too few words to tell.
        confidence: Probability of the language; None with it.
        is_read: Whether the models of language read the text.
        sentiment: Probability of each label; None where the text is not read.
        sentiment_label: The most probable label, or `unsure` below the model's threshold.
        sentiment_model: Version of the model that said so.
        emotion: As sentiment.
        emotion_label: As sentiment.
        emotion_model: As sentiment.
        vector_feeling: As `text_embeddings` has it, of length 1.
        vector_meaning: As `text_meanings` has it; None where it was not asked for, or there is
            nothing to read.
    """

    language: str | None
    confidence: float | None
    is_read: bool
    sentiment: Mapping[str, float] | None = None
    sentiment_label: str | None = None
    sentiment_model: str | None = None
    emotion: Mapping[str, float] | None = None
    emotion_label: str | None = None
    emotion_model: str | None = None
    vector_feeling: NDArray[np.float32] | None = None
    vector_meaning: NDArray[np.float32] | None = None


@dataclass(frozen=True)
class _Read:
    """A text as it was read: what is given to encoders, its language, whether models read it."""

    text: str | None
    language: str | None
    confidence: float | None
    is_read: bool


@dataclass(frozen=True)
class _Said:
    """What a head says of a text."""

    chances: Mapping[str, float]
    label: str
    version: str


class TextModels:
    """The models of language that are in use."""

    def __init__(
        self,
        encoder: Callable[[str], TextEncoder],
        head: Callable[[str], HeadInUse],
        languages: LanguageSettings,
    ) -> None:
        """Take what loads models; see `open`.

        Args:
            encoder: Gives the encoder of a name, loaded once.
            head: Gives the head of a name that is in use now.
            languages: Which languages are read.
        """
        self._encoder = encoder
        self._head = head
        self._languages = languages

    @classmethod
    def open(
        cls,
        place: str | None = None,
        *,
        head: Callable[[str], HeadInUse] | None = None,
        languages: LanguageSettings | None = None,
        threads: int = 0,
    ) -> Self:
        """The models of a folder; the encoder of feelings is loaded at once, so that it is there.

        Args:
            place: `models.place`; None for the folder that set-up filled.
            head: Gives the head of a name that is in use now; None for those that ship.
            languages: Which languages are read; None for the default.
            threads: How many of them compute; 0 for as many as there are cores.

        Raises:
            PlatformError: there is no encoder in the folder.
        """
        folder = place or str(cache_dir() / "models")

        @cache
        def encoder(name: str) -> TextEncoder:
            return TextEncoder.open(f"{folder}/{name}", read_bytes, threads)

        encoder(ENCODER)
        heads = head or cache(partial(shipped, place=place))
        return cls(encoder, heads, languages or LanguageSettings())

    def score(self, texts: Sequence[str], *, with_meaning: bool = False) -> list[TextScores]:
        """What is said of each text, in their order.

        Args:
            texts: As people wrote them; at most `MOST_TEXTS`, of `MOST_CHARACTERS` each.
            with_meaning: Whether vectors of meaning are made, too, which takes as long again.

        Raises:
            RefusedError: the texts are too many or too long (422), or a model reads vectors of
                another encoder than there is (503).
        """
        _require_few(texts)
        read = [self._read(text) for text in texts]
        scored = [place for place, one in enumerate(read) if one.is_read]
        feeling = self._vectors(ENCODER, read, scored)
        sentiment = self._said(_SENTIMENT, feeling)
        emotion = self._said(_EMOTION, feeling)
        has_text = [place for place, one in enumerate(read) if one.text]
        meaning = self._vectors(MEANING, read, has_text) if with_meaning else {}
        return [
            _scores(one, feeling.get(i), meaning.get(i), sentiment.get(i), emotion.get(i))
            for i, one in enumerate(read)
        ]

    def chances(self, name: str, vectors: Vectors) -> tuple[tuple[str, ...], Floats]:
        """Labels of the head of a name, and their probabilities for vectors of feeling."""
        head = self._head_of(name)
        return head.labels, head.chances(vectors)

    def version(self, name: str = MEANING) -> str:
        """Version of an encoder, as rows of its table bear it."""
        return self._encoder(name).version

    def vectors(self, texts: Sequence[str], name: str = MEANING) -> tuple[str, Vectors]:
        """Version of an encoder, and the vectors of texts that have something to read."""
        encoder = self._encoder(name)
        return encoder.version, encoder.vectors([self._read(text).text or "" for text in texts])

    def _read(self, text: str) -> _Read:
        cleaned = clean(_SURROGATES.sub("\ufffd", text))
        known = read_by_encoders(cleaned)
        if cleaned is None or known is None:
            return _Read(None, None, None, is_read=False)
        language, confidence = detect(cleaned, self._languages.min_letters)
        is_foreign = (
            confidence is not None
            and confidence >= self._languages.threshold
            and language not in self._languages.read
        )
        return _Read(known, language, confidence, is_read=not is_foreign)

    def _vectors(
        self, name: str, read: Sequence[_Read], places: Sequence[int]
    ) -> dict[int, NDArray[np.float32]]:
        found = self._encoder(name).vectors([read[place].text or "" for place in places])
        return dict(zip(places, found, strict=True))

    def _said(self, name: str, vectors: Mapping[int, NDArray[np.float32]]) -> dict[int, _Said]:
        if not vectors:
            return {}
        head = self._head_of(name)
        chances = head.chances(np.stack(list(vectors.values())))
        return {
            place: _Said(
                dict(zip(head.labels, row, strict=True)),
                label_of(head.labels, row, head.unsure_below),
                head.version,
            )
            for place, row in zip(vectors, chances.tolist(), strict=True)
        }

    def _head_of(self, name: str) -> HeadInUse:
        """The head of a name, which reads the vectors of the encoder here."""
        if name in self._languages.own:
            raise RefusedError(
                503,
                "model_missing",
                f"The jobs score {name} by the model of languages.own, which is not served: score "
                "posts by the job.",
            )
        head = self._head(name)
        if head.encoder_version != (version := self._encoder(ENCODER).version):
            raise RefusedError(
                503,
                "model_missing",
                f"The {name} model {head.version} reads vectors of {head.encoder_version}, and the "
                f"encoder here is {version}: run train_language and export_models, or set-up with "
                "the former.",
            )
        return head


def _require_few(texts: Sequence[str]) -> None:
    if len(texts) > MOST_TEXTS:
        raise RefusedError(
            422,
            "too_many_texts",
            f"{len(texts)} texts are too many: send {MOST_TEXTS} at a time at most.",
        )
    if too_long := [place for place, text in enumerate(texts) if len(text) > MOST_CHARACTERS]:
        raise RefusedError(
            422,
            "text_too_long",
            f"Text {too_long[0]} has more than {MOST_CHARACTERS} characters: send it in parts.",
        )


def _scores(
    read: _Read,
    feeling: NDArray[np.float32] | None,
    meaning: NDArray[np.float32] | None,
    sentiment: _Said | None,
    emotion: _Said | None,
) -> TextScores:
    return TextScores(
        read.language,
        read.confidence,
        read.is_read,
        sentiment.chances if sentiment else None,
        sentiment.label if sentiment else None,
        sentiment.version if sentiment else None,
        emotion.chances if emotion else None,
        emotion.label if emotion else None,
        emotion.version if emotion else None,
        feeling,
        meaning,
    )
