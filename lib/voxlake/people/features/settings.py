"""Settings of user features; imports no pyspark."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator


class ActionTypes(BaseModel, frozen=True, extra="forbid"):
    """Which types of `events` are which actions; upper and lower case are one."""

    likes: tuple[str, ...] = Field(
        ("like", "favorite", "favourite"), description="Types that mean to like a post or a user."
    )
    replies: tuple[str, ...] = Field(
        ("reply", "comment"), description="Types that mean to answer a post or a user."
    )
    reposts: tuple[str, ...] = Field(
        ("repost", "retweet", "share"), description="Types that mean to repeat a post."
    )
    follows: tuple[str, ...] = Field(("follow",), description="Types that mean to follow a user.")
    views: tuple[str, ...] = Field(("view",), description="Types that mean to look at something.")

    @model_validator(mode="after")
    def _one_action_of_a_type(self) -> Self:
        names = [name.lower() for _, types in self for name in types]
        if repeated := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"event type {repeated[0]!r} is named twice.")
        return self


class FeatureSettings(BaseModel, frozen=True, extra="forbid"):
    """Which posts, orders and events describe a user."""

    window_days: int | None = Field(
        365,
        ge=1,
        description="Days, up to as_of_date, whose posts, orders and events count; null: all.",
    )
    recent_days: int = Field(
        28,
        ge=1,
        description="Days, up to as_of_date, that are held against as many before them to tell "
        "velocity.",
    )
    late: Literal["by_source", "unknown", "as_is"] = Field(
        "by_source",
        description="What counts of posts, and country, language, followers and attributes of "
        "users, are where their row changed later than the day after as_of_date: `unknown`; "
        "`as_is`; or `by_source`: unknown, but counts as they are of posts of a dump.",
    )
    actions: ActionTypes = Field(
        ActionTypes(), description="Which types of events are which actions."
    )
    session_attribute: str | None = Field(
        None, description="Attribute of events that names their session; null: there is none."
    )
    user_attributes: tuple[str, ...] = Field(
        (), description="Attributes of users to keep beside country and language."
    )
    interests: int = Field(
        3, ge=1, le=50, description="Most topics, and most hashtags, that are a user's interests."
    )

    @property
    def growth_days(self) -> int:
        """Days, up to as_of_date, whose earlier features tell how followers grow."""
        return 2 * self.recent_days + 1

    @model_validator(mode="after")
    def _require_two_recent_spans(self) -> Self:
        if self.window_days is not None and self.window_days < 2 * self.recent_days:
            raise ValueError(
                f"window_days {self.window_days} is below twice recent_days {self.recent_days}."
            )
        return self
