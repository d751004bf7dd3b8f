"""One post as models read it, and what is made of what they say."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from voxlake.core.errors import PlatformError, VoxlakeError
from voxlake.serve.errors import RefusedError
from voxlake.serve.scoring.texts import TextScores
from voxlake.serve.understanding.answers import About, Told
from voxlake.serve.understanding.names import Said
from voxlake.serve.understanding.phrases import Phrases
from voxlake.serve.understanding.topic import TopicOf

_log = logging.getLogger(__name__)
_Part = TypeVar("_Part")
_FAILED = "This part failed: an operator finds out why in the log."


@dataclass(frozen=True)
class Post:
    """A post as models read it, and why they do not say all of it; None where they do."""

    text: str
    plain: str
    scores: TextScores
    problem: VoxlakeError | None = None

    def lacks(self, what: str) -> VoxlakeError:
        """The error that tells why something is not known."""
        return self.problem or RefusedError(503, "model_missing", f"There is no {what} here.")


@dataclass
class Missing:
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


def told_of(post: Post, model: str, phrases: Phrases) -> Told:
    """What a model of language says of a post.

    Raises:
        VoxlakeError: no model reads its language, or the model is not there.
    """
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


def said_of(scores: TextScores) -> Said | None:
    """The sentiment of a text; None where no model reads it."""
    if scores.sentiment is None or scores.sentiment_label is None:
        return None
    score = scores.sentiment.get("positive", 0.0) - scores.sentiment.get("negative", 0.0)
    return Said(scores.sentiment_label, score)


def about_of(topic: TopicOf, *, shows_personal: bool) -> About:
    """What a post is about, with names of topics only for those who may see people's words."""
    likely = [replace(one, name=one.name if shows_personal else None) for one in topic.likely]
    return About(likely, topic.is_clear, topic.model_version)
