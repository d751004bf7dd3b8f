"""Tells all that is known of one post: each part by itself, so that none takes others with it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TypeVar

from voxlake.core.errors import PlatformError, VoxlakeError
from voxlake.language.detection import detect
from voxlake.language.settings import EvidenceSettings, LanguageSettings
from voxlake.run.understanding_settings import UnderstandingSettings
from voxlake.serve.errors import RefusedError
from voxlake.serve.reading.lake import Lake
from voxlake.serve.scoring.texts import TextModels, TextScores
from voxlake.serve.understanding.answers import (
    About,
    Follows,
    Language,
    NearPost,
    NearPosts,
    Told,
    Understanding,
)
from voxlake.serve.understanding.follows import trend_of, usual_of
from voxlake.serve.understanding.names import EntityReader, Named, Said
from voxlake.serve.understanding.nearest import Found, Nearest
from voxlake.serve.understanding.phrases import Phrases, phrases_behind
from voxlake.serve.understanding.sentences import sentences_of
from voxlake.serve.understanding.similar import Similar, similar_posts
from voxlake.serve.understanding.topic import Meaning, TopicOf, TopicReader
from voxlake.text.plain import clean, read_by_encoders

_log = logging.getLogger(__name__)
_Part = TypeVar("_Part")
_Similar = tuple[Found, list[Similar]]
_SENTIMENT, _EMOTION, _NEUTRAL = "sentiment", "emotion", "neutral"
_LIKELY = 0.5
"""Probability from which on a topic that a post clearly belongs to is called its own in words."""
_FAILED = "This part failed: an operator finds out why in the log."


@dataclass(frozen=True)
class Readers:
    """What each part is told by; `texts` raises where its encoders are not there."""

    texts: Callable[[], TextModels]
    topics: TopicReader
    entities: EntityReader
    nearest: Nearest


@dataclass(frozen=True)
class _Post:
    """A post as models read it, and why they do not say all of it; None where they do."""

    text: str
    plain: str
    scores: TextScores
    problem: VoxlakeError | None = None

    def lacks(self, what: str) -> VoxlakeError:
        """The error that tells why something is not known."""
        return self.problem or RefusedError(503, "model_missing", f"There is no {what} here.")


@dataclass
class _Missing:
    """Parts that cannot be told, each with its reason."""

    reasons: dict[str, str] = field(default_factory=dict)

    def tried(self, name: str, part: Callable[[], _Part | None]) -> _Part | None:
        """What a part gives; None, and the reason kept, where it cannot."""
        try:
            return part()
        except (RefusedError, PlatformError) as error:
            self.reasons[name] = str(error)
        except Exception:
            _log.exception("%s of a post cannot be told", name)
            self.reasons[name] = _FAILED
        return None


class Understander:
    """Understands posts one by one."""

    def __init__(
        self,
        lake: Lake,
        readers: Readers,
        settings: UnderstandingSettings,
        languages: LanguageSettings,
    ) -> None:
        self._lake = lake
        self._readers = readers
        self._settings = settings
        self._languages = languages

    def understand(self, text: str, *, shows_personal: bool) -> Understanding:
        """All that is known of a post.

        Args:
            text: As its author wrote it.
            shows_personal: Whether ids and texts of other posts, and names of topics, are told.

        Raises:
            RefusedError: the text is too long, or has nothing to read (422).
        """
        post, missing = self._read(text), _Missing()
        phrases = missing.tried("phrases", lambda: self._phrases(post)) or {}
        topic = missing.tried("topic", lambda: self._topic(post))
        similar = missing.tried("nearest", lambda: self._similar(post))
        follows = missing.tried(
            "follows", lambda: self._follows(similar, topic, shows_personal=shows_personal)
        )
        scores = post.scores
        return Understanding(
            Language(scores.language, scores.confidence, scores.is_read),
            missing.tried(_SENTIMENT, lambda: _told(post, _SENTIMENT, phrases)),
            missing.tried(_EMOTION, lambda: _told(post, _EMOTION, phrases)),
            topic and _about(topic, shows_personal=shows_personal),
            missing.tried("entities", lambda: self._entities(post)),
            similar and self._near(similar, shows_personal=shows_personal),
            follows,
            missing.reasons,
        )

    def topics(self, text: str, *, shows_personal: bool) -> About:
        """Which topic a text is about.

        Raises:
            RefusedError: as `understand`, or there are no topics (503).
        """
        return _about(self._topic(self._read(text)), shows_personal=shows_personal)

    def entities(self, text: str) -> list[Named]:
        """Whom and what a text names, and what it says of each.

        Raises:
            RefusedError: as `understand`.
        """
        return self._entities(self._read(text))

    def nearest(self, text: str, *, shows_personal: bool) -> NearPosts:
        """The posts of the last days that are nearest in meaning.

        Raises:
            RefusedError: as `understand`, or there are no vectors (503).
        """
        return self._near(self._similar(self._read(text)), shows_personal=shows_personal)

    @property
    def left_out(self) -> str | None:
        """What is not looked for among names; None for nothing."""
        return self._readers.entities.left_out

    def _read(self, text: str) -> _Post:
        """The text as `posts` would have it, and what models say of it."""
        plain = clean(text)
        if plain is None or read_by_encoders(plain) is None:
            raise RefusedError(422, "nothing_to_read", "The text has nothing to read: send words.")
        problem: VoxlakeError | None = None
        for with_meaning in (True, False):
            try:
                (scores,) = self._readers.texts().score([text], with_meaning=with_meaning)
                return _Post(text, plain, scores, problem)
            except (RefusedError, PlatformError) as error:
                if getattr(error, "status", 503) != HTTPStatus.SERVICE_UNAVAILABLE:
                    raise
                problem = problem or error
        language, confidence = detect(plain, self._languages.min_letters)
        is_sure = confidence is not None and confidence >= self._languages.threshold
        is_read = not is_sure or language in self._languages.read
        return _Post(text, plain, TextScores(language, confidence, is_read), problem)

    def _phrases(self, post: _Post) -> Phrases:
        scores = post.scores
        if scores.sentiment is None:
            return {}
        least = self._settings.least_chance
        labels = {
            model: [
                label
                for label, chance in (chances or {}).items()
                if chance >= least and label != _NEUTRAL
            ]
            for model, chances in ((_SENTIMENT, scores.sentiment), (_EMOTION, scores.emotion))
        }
        words = EvidenceSettings(max_words=self._settings.phrase_words)
        return phrases_behind(self._readers.texts(), post.text, labels, words)

    def _meaning(self, post: _Post) -> Meaning:
        if post.scores.vector_meaning is None:
            raise post.lacks("vector of the post's meaning")
        return Meaning(post.scores.vector_meaning, self._readers.texts().version())

    def _topic(self, post: _Post) -> TopicOf:
        scores = post.scores
        meaning = self._meaning(post) if scores.vector_meaning is not None else None
        try:
            return self._readers.topics.read(
                post.plain, scores.language, meaning, is_read=scores.is_read
            )
        except RefusedError:
            if meaning is None and post.problem:
                raise post.problem from None
            raise

    def _entities(self, post: _Post) -> list[Named]:
        def of_clauses(parts: Sequence[str]) -> list[Said | None]:
            return [_said(one) for one in self._readers.texts().score(parts)]

        whole = _said(post.scores)
        return self._readers.entities.read(post.plain, post.scores.language, whole, of_clauses)

    def _similar(self, post: _Post) -> _Similar:
        meaning = self._meaning(post)
        count = max(self._settings.nearest_posts, self._settings.similar_posts)
        found = self._readers.nearest.find(meaning.vector, meaning.encoder_version, count)
        return found, similar_posts(self._lake, found, self._settings)

    def _near(self, similar: _Similar, *, shows_personal: bool) -> NearPosts:
        found, posts = similar
        told = [
            NearPost(
                one.post_id if shows_personal else None,
                one.text if shows_personal else None,
                one.similarity,
                one.post_date,
                one.sentiment,
                one.like_count,
                one.replies,
            )
            for one in posts[: self._settings.nearest_posts]
        ]
        return NearPosts(told, found.first, found.last, found.looked_at)

    def _follows(
        self,
        similar: _Similar | None,
        topic: TopicOf | None,
        *,
        shows_personal: bool,
    ) -> Follows:
        usual = usual_of(similar[1], self._settings) if similar else None
        first = topic.likely[0] if topic and topic.likely else None
        trend = trend_of(self._lake, first.topic_id, self._settings) if first else None
        sentences = sentences_of(
            usual,
            trend,
            first.name if first and shows_personal else None,
            is_clear=bool(topic and topic.is_clear and first and first.probability >= _LIKELY),
        )
        if not sentences:
            raise RefusedError(
                404,
                "nothing_alike",
                f"The lake has fewer than {self._settings.fewest_similar} posts like it, and "
                "nothing of its topic.",
            )
        return Follows(sentences, usual, trend, self._settings.least_similarity)


def _told(post: _Post, model: str, phrases: Phrases) -> Told:
    scores = post.scores
    if not scores.is_read:
        raise RefusedError(
            422, "language_unread", f"The models read no text in the language {scores.language}."
        )
    chances = getattr(scores, model)
    label, version = (getattr(scores, f"{model}_{end}") for end in ("label", "model"))
    if chances is None:
        raise post.lacks(f"model of {model}")
    return Told(label, chances, phrases.get(model, {}), version)


def _said(scores: TextScores) -> Said | None:
    if scores.sentiment is None or scores.sentiment_label is None:
        return None
    score = scores.sentiment.get("positive", 0.0) - scores.sentiment.get("negative", 0.0)
    return Said(scores.sentiment_label, score)


def _about(topic: TopicOf, *, shows_personal: bool) -> About:
    likely = [replace(one, name=one.name if shows_personal else None) for one in topic.likely]
    return About(likely, topic.is_clear, topic.model_version)
