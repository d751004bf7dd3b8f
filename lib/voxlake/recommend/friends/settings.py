"""Settings of whom a user is offered. Imports no pyspark."""

from __future__ import annotations

from pydantic import BaseModel, Field, NonNegativeInt, PositiveInt, model_validator

from voxlake.people.mood.settings import MOODS
from voxlake.recommend.friends.graph.settings import FriendGraphSettings, FriendTuningSettings
from voxlake.recommend.hashtags.settings import HashtagSettings
from voxlake.recommend.weights import Weight


class SharedWeights(BaseModel, frozen=True, extra="forbid"):
    """What counts how much between two people: see docs/friends.md."""

    language: Weight = Field(1.0, description="Of the same language.")
    topics: Weight = Field(2.0, description="Of the same topics; less where a part is the same.")
    friends: Weight = Field(1.0, description="Of a friend in common.")


class PeopleSettings(BaseModel, frozen=True, extra="forbid"):
    """How people are found who share a language, a topic or a friend with a user."""

    most_users: PositiveInt = Field(
        20, description="Most users a day whom one person is offered to; of each way on its own."
    )
    per_bucket: int = Field(
        20,
        ge=1,
        le=1_000,
        description="How many of those of a language or a topic are looked at for a user, about.",
    )
    shortlist: int = Field(
        20, ge=1, le=1_000, description="Best candidates of a user, from whom those are chosen."
    )
    weights: SharedWeights = Field(SharedWeights(), description="What counts how much.")


class BigAccountWeights(BaseModel, frozen=True, extra="forbid"):
    """What counts how much of a big account; each part is 0 to 1."""

    positivity: Weight = Field(1.0, description="Of how positive its last days are.")
    topics: Weight = Field(1.0, description="Of the share of the user's topics it writes about.")
    reach: Weight = Field(0.5, description="Of its followers, by their logarithm.")


class BigAccountSettings(BaseModel, frozen=True, extra="forbid"):
    """Which accounts are big, and which of them a user is offered."""

    share: float = Field(
        0.01, gt=0, lt=1, description="Share of the users with known followers that is big."
    )
    per_topic: int = Field(
        50, ge=1, le=1_000, description="Big accounts of a topic that its users may be offered."
    )
    prior_posts: float = Field(
        20.0,
        gt=0,
        allow_inf_nan=False,
        description="How many posts of the usual positivity are added to those of an account.",
    )
    weights: BigAccountWeights = Field(BigAccountWeights(), description="What counts how much.")


class FriendSettings(BaseModel, frozen=True, extra="forbid"):
    """Whom a user is offered, and how many."""

    most: int = Field(10, ge=1, le=100, description="Recommendations of a kind for each user.")
    active_days: PositiveInt = Field(
        30, description="Who posted in the last days, up to as_of_date, may be offered."
    )
    moods: dict[str, str] = Field(
        {
            "depressed": "cheerful",
            "stressed": "satisfied",
            "cheerful": "depressed",
            "satisfied": "stressed",
        },
        description="Mood of the people whom a user of a mood is offered; of a mood that is not "
        "named: nobody for their mood.",
    )
    opposite: NonNegativeInt = Field(5, description="Most people offered to a user by their mood.")
    near: NonNegativeInt = Field(
        10, description="Most people offered for a shared language or topic, whatever their mood."
    )
    people: PeopleSettings = Field(PeopleSettings(), description="How both are found.")
    graph: FriendGraphSettings = Field(
        FriendGraphSettings(), description="How friends of friends are found."
    )
    big_accounts: BigAccountSettings = Field(
        BigAccountSettings(), description="Which accounts are big."
    )
    hashtags: HashtagSettings = Field(
        HashtagSettings(), description="Which hashtags a user is offered."
    )
    tuning: FriendTuningSettings = Field(
        FriendTuningSettings(), description="How tune_friends chooses weights of `graph`."
    )

    @model_validator(mode="after")
    def _names_moods(self) -> FriendSettings:
        named = {*self.moods, *self.moods.values()}
        if unknown := sorted(named - set(MOODS)):
            raise ValueError(f"moods names {unknown[0]!r}, which is none of {', '.join(MOODS)}")
        return self

    @model_validator(mode="after")
    def _looks_at_enough(self) -> FriendSettings:
        if self.people.shortlist < max(self.opposite, self.near):
            raise ValueError("people.shortlist is smaller than opposite or near, chosen from it")
        if self.graph.most < self.most:
            raise ValueError("graph.most is smaller than most: friends of friends may fill a list")
        return self
