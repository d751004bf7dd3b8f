"""Settings of friends of friends. Imports no pyspark."""

from __future__ import annotations

from pydantic import BaseModel, Field, PositiveInt, model_validator

from voxlake.recommend.weights import Weight

INDICES = ("common_neighbours", "adamic_adar", "resource_allocation", "degree_penalised")
"""What common friends add up to, as columns of `paths` and as weights."""
INTERESTS = {"topics": "top_topics", "hashtags": "top_hashtags"}
"""What two users may share, as weights, and the columns of `user_features` that have it."""


class FriendWeights(BaseModel, frozen=True, extra="forbid"):
    """What counts how much: see docs/friends.md for the formulas and how they were chosen."""

    common_neighbours: Weight = Field(0.0, description="Of one common friend.")
    adamic_adar: Weight = Field(0.0, description="Of 1 / ln of a common friend's neighbours.")
    resource_allocation: Weight = Field(0.0, description="Of 1 / a common friend's neighbours.")
    degree_penalised: Weight = Field(1.0, description="Of 1 / the square root of them.")
    topics: Weight = Field(
        0.5,
        description="What the same topics add, as a share of the score; less where a part is.",
    )
    hashtags: Weight = Field(0.5, description="What the same hashtags add, likewise.")

    @model_validator(mode="after")
    def _counts_paths(self) -> FriendWeights:
        if not any(getattr(self, index) for index in INDICES):
            raise ValueError(
                f"one of {', '.join(INDICES)} must be above 0: without them no candidate has a "
                "score"
            )
        return self


class FriendGraphSettings(BaseModel, frozen=True, extra="forbid"):
    """Who counts as a friend's friend."""

    most: PositiveInt = Field(30, description="Most friends of friends of a user.")
    degree_cap: int = Field(
        1_000,
        ge=2,
        description="Most neighbours of a common friend, and most of those whom a user follows "
        "that count, the latest first: bounds the pairs of users that are looked at.",
    )
    most_candidates: PositiveInt = Field(
        100, description="Candidates of a user, by common friends, whose topics are looked at."
    )
    weights: FriendWeights = Field(FriendWeights(), description="What counts how much.")

    @model_validator(mode="after")
    def _looks_at_enough(self) -> FriendGraphSettings:
        if self.most_candidates < self.most:
            raise ValueError("most_candidates must not be less than most")
        return self


class FriendTuningSettings(BaseModel, frozen=True, extra="forbid"):
    """How weights are chosen: follows are held out, and found again from the others or not."""

    share: float = Field(0.1, gt=0, lt=1, description="Share of the follows that is held out.")
    sample_users: PositiveInt = Field(
        2_000, description="Most users whose held out follows are looked for."
    )
    min_judges: int = Field(
        30, ge=2, description="With fewer users to judge by, the weights stay as they are."
    )
    seed: int = Field(17, description="Which follows and users these are.")
    indices: tuple[Weight, ...] = Field(
        (0.0, 0.1, 1.0),
        min_length=1,
        description="Weights to try of what common friends add up to; the largest is that of one "
        "of them at least.",
    )
    interests: tuple[Weight, ...] = Field(
        (0.0, 0.25, 0.5, 1.0), min_length=1, description="Weights of topics and hashtags to try."
    )
