"""What is said of one post, part by part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from voxlake.serve.understanding.follows import Trend, Usual
from voxlake.serve.understanding.names import Named
from voxlake.serve.understanding.phrases import Behind
from voxlake.serve.understanding.topic import Likely


@dataclass(frozen=True)
class Language:
    """The language of a post.

    Attributes:
        code: ISO 639; None where the post has too few words to tell.
        confidence: Its probability; None with it.
        is_read: Whether the models of sentiment and emotion read the post.
    """

    code: str | None
    confidence: float | None
    is_read: bool


@dataclass(frozen=True)
class Told:
    """What a model says of a post.

    Attributes:
        label: The most probable label, or `unsure`.
        chances: Probability of each label.
        phrases: Of each label that is probable enough, but for neutral, the phrases of the post
            (in lower case) without which it would be less so, with how much probability goes.
        model_version: The model's.
    """

    label: str
    chances: Mapping[str, float]
    phrases: Mapping[str, Sequence[Behind]]
    model_version: str


@dataclass(frozen=True)
class About:
    """What a post is about.

    Attributes:
        likely: The most probable topics; names only for those who may see personal columns.
        is_clear: Whether the post belongs to the first; if not, to none.
        model_version: The topic model's.
    """

    likely: Sequence[Likely]
    is_clear: bool
    model_version: str


@dataclass(frozen=True)
class NearPost:
    """A post of the lake that is near in meaning.

    Attributes:
        post_id: Its id; None for those who may not see personal columns.
        text: What it says; likewise.
        similarity: Cosine of the meanings, -1 to 1.
        post_date: Its day.
        sentiment: Its label; None where it has none.
        like_count: As its source counts; None untold.
        replies: Posts of the lake that answer it.
    """

    post_id: str | None
    text: str | None
    similarity: float
    post_date: date
    sentiment: str | None
    like_count: int | None
    replies: int


@dataclass(frozen=True)
class NearPosts:
    """The nearest posts.

    Attributes:
        posts: The nearest first.
        first_day: First of the days that were looked at.
        last_day: The last one.
        texts: How many different texts these days have.
    """

    posts: Sequence[NearPost]
    first_day: date
    last_day: date
    texts: int


@dataclass(frozen=True)
class Follows:
    """What usually follows a post like this one: what was, not what its author causes.

    Attributes:
        sentences: All of it in words.
        usual: What came of the similar posts of the lake; None of too few.
        trend: Where the post's topic is going; None where it has none.
        least_similarity: Cosine from which posts count as similar.
    """

    sentences: Sequence[str]
    usual: Usual | None
    trend: Trend | None
    least_similarity: float


@dataclass(frozen=True)
class Understanding:
    """All that is told of a post; what is None is named in `missing` with its reason."""

    language: Language
    sentiment: Told | None = None
    emotion: Told | None = None
    topic: About | None = None
    entities: Sequence[Named] | None = None
    nearest: NearPosts | None = None
    follows: Follows | None = None
    missing: Mapping[str, str] = field(default_factory=dict)
