"""Tells all that is known of one post: each part by itself, so that none takes others with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

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
    Understanding,
)
from voxlake.serve.understanding.follows import trend_of, usual_of
from voxlake.serve.understanding.names import EntityReader, Named, Said
from voxlake.serve.understanding.nearest import Found, Nearest
from voxlake.serve.understanding.phrases import Phrases, phrases_behind
from voxlake.serve.understanding.post import Missing, Post, about_of, said_of, told_of
from voxlake.serve.understanding.sentences import sentences_of
from voxlake.serve.understanding.similar import Similar, similar_posts, tells_replies
from voxlake.serve.understanding.topic import Meaning, TopicOf, TopicReader
from voxlake.text.plain import clean, read_by_encoders

_Similar = tuple[Found, list[Similar]]
_SENTIMENT, _EMOTION, _NEUTRAL = "sentiment", "emotion", "neutral"
_LIKELY = 0.5
"""Probability from which on a topic that a post clearly belongs to is called its own in words."""


@dataclass(frozen=True)
class Readers:
    """What each part is told by; `texts` raises where its encoders are not there."""

    texts: Callable[[], TextModels]
    topics: TopicReader
    entities: EntityReader
    nearest: Nearest


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
        post, missing = self._read(text), Missing()
        phrases = missing.tried("phrases", lambda: self._phrases(post)) or {}
        topic = missing.tried("topic", lambda: self._topic(post))
        similar = missing.tried("nearest", lambda: self._similar(post))
        follows = missing.tried(
            "follows", lambda: self._follows(similar, topic, shows_personal=shows_personal)
        )
        scores = post.scores
        return Understanding(
            Language(scores.language, scores.confidence, scores.is_read),
            missing.tried(_SENTIMENT, lambda: told_of(post, _SENTIMENT, phrases)),
            missing.tried(_EMOTION, lambda: told_of(post, _EMOTION, phrases)),
            about_of(topic, shows_personal=shows_personal) if topic else None,
            missing.tried("entities", lambda: self._entities(post)),
            self._near(similar, shows_personal=shows_personal) if similar else None,
            follows,
            missing.reasons,
        )

    def topics(self, text: str, *, shows_personal: bool) -> About:
        """Which topic a text is about.

        Raises:
            RefusedError: as `understand`, or there are no topics (503).
        """
        return about_of(self._topic(self._read(text)), shows_personal=shows_personal)

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

    def _read(self, text: str) -> Post:
        """The text as `posts` would have it, and what models say of it."""
        plain = clean(text)
        if plain is None or read_by_encoders(plain) is None:
            raise RefusedError(422, "nothing_to_read", "The text has nothing to read: send words.")
        problem: VoxlakeError | None = None
        for with_meaning in (True, False):
            try:
                (scores,) = self._readers.texts().score([text], with_meaning=with_meaning)
                return Post(text, plain, scores, problem)
            except (RefusedError, PlatformError) as error:
                if getattr(error, "status", 503) != HTTPStatus.SERVICE_UNAVAILABLE:
                    raise
                problem = problem or error
        language, confidence = detect(plain, self._languages.min_letters)
        is_sure = confidence is not None and confidence >= self._languages.threshold
        is_read = not is_sure or language in self._languages.read
        return Post(text, plain, TextScores(language, confidence, is_read), problem)

    def _phrases(self, post: Post) -> Phrases:
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

    def _meaning(self, post: Post) -> Meaning:
        if post.scores.vector_meaning is None:
            raise post.lacks("vector of the post's meaning")
        return Meaning(post.scores.vector_meaning, self._readers.texts().version())

    def _topic(self, post: Post) -> TopicOf:
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

    def _entities(self, post: Post) -> list[Named]:
        def of_clauses(parts: Sequence[str]) -> list[Said | None]:
            return [said_of(one) for one in self._readers.texts().score(parts)]

        whole = said_of(post.scores)
        return self._readers.entities.read(post.plain, post.scores.language, whole, of_clauses)

    def _similar(self, post: Post) -> _Similar:
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
        usual = None
        if similar:
            tells = tells_replies(self._lake, similar[0], self._settings)
            usual = usual_of(similar[1], self._settings, tells_replies=tells)
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
