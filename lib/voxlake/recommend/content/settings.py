"""Settings of which posts and items are recommended to users. Imports no pyspark."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, PositiveInt, model_validator

from voxlake.recommend.weights import Weight

Strength = Annotated[float, Field(gt=0, le=1_000, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
ACTIONS = ("like", "repost", "reply", "click", "order")
"""What users do to posts and items that shows that they want them."""


class ActionWeights(BaseModel, frozen=True, extra="forbid"):
    """How much one action of each kind counts on its day; 0: not at all."""

    like: Weight = Field(1.0, description="A like.")
    repost: Weight = Field(3.0, description="A repost or a quote.")
    reply: Weight = Field(2.0, description="An answer.")
    click: Weight = Field(0.5, description="A click.")
    order: Weight = Field(5.0, description="A line of an order that is not given back.")

    @model_validator(mode="after")
    def _one_counts(self) -> ActionWeights:
        if not any(weight for _, weight in self):
            raise ValueError("all weights are 0: one of them has to count")
        return self


class EventKinds(BaseModel, frozen=True, extra="forbid"):
    """Which types of `events` are which actions; upper and lower case are one."""

    like: tuple[str, ...] = Field(("like", "favorite", "favourite"), description="Likes.")
    repost: tuple[str, ...] = Field(("repost", "retweet", "share"), description="Reposts.")
    reply: tuple[str, ...] = Field(("reply", "comment"), description="Answers.")
    click: tuple[str, ...] = Field(("click", "open"), description="Clicks.")
    order: tuple[str, ...] = Field(
        (), description="Orders; none: rows of `orders` tell them, which would count twice."
    )
    rating: tuple[str, ...] = Field(
        ("rating", "rate"), description="Ratings, whose figure is `events.value`."
    )
    seen: tuple[str, ...] = Field(
        ("view",), description="What shows that a user has seen it already, and nothing else."
    )

    @model_validator(mode="after")
    def _one_action_of_a_type(self) -> EventKinds:
        names = [name.lower() for _, types in self for name in types]
        if repeated := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"event type {repeated[0]!r} is named twice.")
        return self


class FactorSettings(BaseModel, frozen=True, extra="forbid"):
    """How the factors of users and items are fitted, and by what their numbers are chosen."""

    mode: Literal["implicit", "explicit"] = Field(
        "implicit",
        description="implicit: actions say how sure it is that users want items; explicit: ratings "
        "say how much.",
    )
    weights: ActionWeights = Field(ActionWeights(), description="Of each kind of action.")
    event_types: EventKinds = Field(EventKinds(), description="Types of events of each action.")
    half_life_days: float = Field(
        30.0, gt=0, allow_inf_nan=False, description="Days after which an action counts half."
    )
    window_days: int = Field(180, ge=2, description="Days, up to as_of_date, whose actions count.")
    max_user_items: int = Field(
        200, ge=2, le=5_000, description="Most items of a user that count: those that weigh most."
    )
    min_item_users: PositiveInt = Field(
        2, description="An item of fewer users has no factors of its own."
    )
    min_user_items: PositiveInt = Field(
        3, description="A user with fewer items in the window has popular ones."
    )
    ranks: tuple[Annotated[int, Field(ge=1, le=256)], ...] = Field(
        (16, 64), min_length=1, description="Numbers of factors to try."
    )
    regularisations: tuple[Strength, ...] = Field(
        (0.03, 0.3), min_length=1, description="Penalties of large factors to try (lambda)."
    )
    alphas: tuple[Strength, ...] = Field(
        (0.3, 1.0, 5.0),
        min_length=1,
        description="How much surer an action of weight 1 makes, to try; of implicit mode.",
    )
    iterations: int = Field(10, ge=1, le=20, description="Rounds of alternating least squares.")
    blocks: PositiveInt = Field(
        10, description="Most blocks of users, and of items; raise it with their number."
    )
    block_wishes: PositiveInt = Field(
        20_000, description="Wishes of users for items from which on there is another block."
    )
    validation_days: PositiveInt = Field(
        14, description="Last days of the window, by which fits on the days before are judged."
    )
    validation_users: int = Field(
        2_000, ge=2, le=20_000, description="Most users that fits are judged by."
    )
    validation_items: int = Field(
        20_000, ge=2, le=100_000, description="Most items, those of most users, that are ranked."
    )
    min_validation_users: int = Field(
        30, ge=2, description="With fewer users to judge by, nothing is fitted."
    )
    text_items: int = Field(
        10_000,
        ge=0,
        le=50_000,
        description="Most posts that tell which factors texts have, for new posts; 0: new posts "
        "have none.",
    )
    clusters: int = Field(64, ge=1, le=1_024, description="Most groups of items that are alike.")
    seed: int = Field(7, description="Seed of the first factors, and of the groups.")

    @model_validator(mode="after")
    def _days_are_left(self) -> FactorSettings:
        if self.validation_days >= self.window_days:
            raise ValueError("validation_days are the last of window_days: give fewer")
        return self


class ContentSettings(FactorSettings, frozen=True, extra="forbid"):
    """What is recommended to whom, in which order."""

    top: int = Field(10, ge=1, le=100, description="Posts, and items, for each user.")
    post_days: PositiveInt = Field(
        30, description="Posts of the last days, up to as_of_date, are recommended."
    )
    item_days: PositiveInt = Field(
        90, description="Items with an action in the last days are recommended."
    )
    seeds: int = Field(
        20, ge=1, le=200, description="Items of a user, those that weigh most, others go with."
    )
    neighbours: int = Field(20, ge=1, le=200, description="Items that go with an item, at most.")
    min_common_users: PositiveInt = Field(
        2, description="Items that fewer users have in common do not go together."
    )
    user_clusters: int = Field(3, ge=1, le=50, description="Groups of items nearest to a user.")
    cluster_items: int = Field(50, ge=1, le=1_000, description="Most wanted items of a group.")
    cluster_new_items: int = Field(20, ge=0, le=1_000, description="Newest items of a group.")
    candidates: int = Field(
        200, ge=1, le=5_000, description="Most items of a kind that are scored for a user."
    )
    pool: int = Field(50, ge=1, le=500, description="Best of them, which the order is made of.")
    diversity: Share = Field(
        0.2, description="How much an item loses by being like those before it: 0 to 1."
    )
    freshness: Share = Field(0.1, description="How much being new counts beside the score: 0 to 1.")
    freshness_half_life_days: float = Field(
        7.0, gt=0, allow_inf_nan=False, description="Days after which an item is half as new."
    )
    leave_out_seen: bool = Field(
        True, description="Whether what a user acted on or saw in the window is left out."
    )
    per_author: PositiveInt | None = Field(
        2, description="Most posts of one author in a list; null: any number."
    )
    popular_days: PositiveInt = Field(
        14, description="Wishes with an action in the last days say what is popular."
    )
    popular_items: int = Field(
        30, ge=1, le=500, description="Popular items of all, a segment or a language."
    )
    min_group_users: PositiveInt = Field(
        20, description="Of a segment or language with fewer active users nothing is told."
    )

    @model_validator(mode="after")
    def _windows_fit(self) -> ContentSettings:
        for name in ("post_days", "item_days", "popular_days"):
            if getattr(self, name) > self.window_days:
                raise ValueError(f"{name} reaches further back than window_days")
        if self.pool < self.top:
            raise ValueError("pool is smaller than top: the list is made of it")
        return self
