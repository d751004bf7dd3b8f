"""Settings of hashtags. Imports no pyspark."""

from __future__ import annotations

from pydantic import BaseModel, Field, PositiveInt

from voxlake.recommend.weights import Weight


class HashtagSettings(BaseModel, frozen=True, extra="forbid"):
    """Which hashtags a user is offered."""

    min_authors: PositiveInt = Field(
        3, description="Hashtags that fewer people use are not offered."
    )
    per_topic: int = Field(
        50, ge=1, le=1_000, description="Hashtags nearest to a topic that its users may be offered."
    )
    per_hashtag: int = Field(
        20, ge=1, le=200, description="Hashtags nearest to one of a user's that count."
    )
    own: int = Field(10, ge=1, le=50, description="Most hashtags of a user that others go with.")
    topics_weight: Weight = Field(1.0, description="Of being near a topic of the user.")
    hashtags_weight: Weight = Field(1.0, description="Of going with a hashtag of the user.")


class HashtagTableSettings(BaseModel, frozen=True, extra="forbid"):
    """Which hashtags are counted, over which days, and what is kept of them."""

    window_days: PositiveInt = Field(
        365, description="Days, up to as_of_date, whose posts are counted."
    )
    max_hashtags: int = Field(
        10_000, ge=1, le=50_000, description="Most hashtags that are told: those of most people."
    )
    post_hashtags: int = Field(
        15, ge=2, le=50, description="Most hashtags of a post that count, the first: bounds pairs."
    )
    pairs: int = Field(
        50, ge=1, le=500, description="Most others that are told of a hashtag: the closest."
    )
    topics: int = Field(5, ge=1, le=50, description="Most topics that are told of a hashtag.")
    prior_posts: float = Field(
        20.0,
        ge=0,
        allow_inf_nan=False,
        description="Posts with the mean of all that the posts of a hashtag are joined by, when "
        "its positivity is told.",
    )
    max_texts: int = Field(
        20_000, ge=0, le=100_000, description="Most posts, the latest, that texts are held against."
    )


class SuggestSettings(BaseModel, frozen=True, extra="forbid"):
    """Which hashtags a text is offered; docs/hashtags.md says how the numbers were chosen."""

    most: PositiveInt = Field(5, description="Most hashtags of a text.")
    smoothing: float = Field(
        1.0,
        ge=0,
        allow_inf_nan=False,
        description="Posts with what is usual that those of a hashtag are joined by, when it is "
        "told what stands beside it.",
    )
    neighbours: int = Field(5, ge=1, le=1_000, description="Nearest texts whose hashtags count.")
    beside: float = Field(
        0.7,
        ge=0,
        le=1,
        allow_inf_nan=False,
        description="Weight of what stands beside the hashtags of the text; the rest is of those "
        "of the nearest texts.",
    )
