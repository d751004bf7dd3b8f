"""Settings of growth and retention. Imports no pyspark."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

Kind = Literal["posts", "reposts", "orders", "events"]
WEEK_DAYS = 7


class GrowthSettings(BaseModel, frozen=True, extra="forbid"):
    """What makes a user active on a day, and how long a month is."""

    kinds: tuple[Kind, ...] = Field(
        ("posts", "reposts", "orders", "events"),
        min_length=1,
        description="What makes a user active: posts, reposts, orders, events.",
    )
    event_types: tuple[str, ...] | None = Field(
        None, min_length=1, description="Types of the events that count; null: all of them."
    )
    month_days: int = Field(
        28,
        gt=WEEK_DAYS,
        le=31,
        description="Days of the month of `mau`: 28 holds each weekday as often as the others.",
    )

    @model_validator(mode="after")
    def _require_events_where_types_are_named(self) -> Self:
        if self.event_types is not None and "events" not in self.kinds:
            raise ValueError("event_types names types, and kinds leaves events out.")
        return self

    @property
    def windows(self) -> dict[str, int]:
        """Days of each window by the name that its columns begin with."""
        return {"daily": 1, "weekly": WEEK_DAYS, "monthly": self.month_days}

    @property
    def reach_days(self) -> int:
        """Days whose figures a day takes part in, from itself on: two months."""
        return 2 * self.month_days
