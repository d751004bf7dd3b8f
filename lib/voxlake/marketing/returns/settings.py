"""Settings of what marketing returns. Imports no pyspark."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator

from voxlake.people.orders.settings import OrderSettings

Saturation = Literal["hill", "logistic"]
_Money = Annotated[float, Field(ge=0)]


class ReturnSettings(BaseModel, frozen=True, extra="forbid"):
    """How campaigns are added up, and how revenue is regressed on spend."""

    orders: OrderSettings = Field(
        OrderSettings(), description="The currency that money is told in, and rates of others."
    )
    windows: tuple[Annotated[int, Field(ge=1)], ...] = Field(
        (28, 365),
        description="Windows of days, up to as_of_date, that are told of beside all days.",
    )
    click_events: tuple[str, ...] = Field(
        ("click",),
        description="Kinds of `events` that count as clicks of campaigns whose spend tells none.",
    )
    by_segment: bool = Field(True, description="Whether segments of buyers are told of, too.")
    history_days: int = Field(
        730, ge=28, description="Days, up to as_of_date, that fit_roi learns from."
    )
    unit: Literal["day", "week"] = Field("week", description="What a row of fit_roi spans.")
    level: Literal["campaign", "total"] = Field(
        "campaign",
        description="campaign: the revenue of orders that say by which campaign they came, a row "
        "for each campaign and unit of time; total: all revenue, a row for each unit of time.",
    )
    min_rows: int = Field(
        20, ge=5, description="Fewest rows of a regression, beside ten for each channel."
    )
    max_vif: float = Field(
        10.0, gt=1, description="Channels with a greater variance inflation factor move together."
    )
    confidence: float = Field(0.95, gt=0, lt=1, description="Probability of the intervals.")
    max_rows: int = Field(200_000, ge=1_000, description="Most rows of sums that the driver takes.")
    max_channels: int = Field(40, ge=1, description="Most channels of a regression.")


class PostChannel(BaseModel, frozen=True, extra="forbid"):
    """Posts that a mix model counts as a channel of its own, which costs nothing."""

    accounts: tuple[str, ...] = Field(
        (), description="user_id whose own posts count; none: those of everyone."
    )
    mentions: tuple[str, ...] = Field(
        (), description="Handles of which a post must name one, lower case; none: any post."
    )
    measure: Literal["posts", "reach", "engagement"] = Field(
        "posts", description="What is added up of them."
    )


class MixSettings(BaseModel, frozen=True, extra="forbid"):
    """How weeks of spend and revenue make a mix model, and what is planned by it."""

    orders: OrderSettings = Field(
        OrderSettings(), description="The currency that money is told in, and rates of others."
    )
    history_weeks: int = Field(156, ge=20, description="Last weeks that a fit looks at.")
    min_weeks: int = Field(40, ge=20, description="With fewer weeks there is no fit.")
    by_country: bool = Field(
        False, description="Whether each country has a fit of its own beside that of all."
    )
    post_channels: dict[str, PostChannel] = Field(
        {}, description="Posts or mentions that are channels, by the channel's name."
    )
    saturations: tuple[Saturation, ...] = Field(
        ("hill", "logistic"), min_length=1, description="Curves to choose from."
    )
    season_pairs: tuple[Annotated[int, Field(ge=0, le=6)], ...] = Field(
        (0, 1, 2), min_length=1, description="Pairs of sine and cosine of a year to choose from."
    )
    trends: tuple[bool, ...] = Field(
        (False, True), min_length=1, description="Whether there may be a straight trend."
    )
    holidays: str | None = Field(
        None, description="Country whose public holidays count (ISO 3166); null: none do."
    )
    splits: int = Field(3, ge=1, description="Times at which a fit is judged on the weeks after.")
    split_weeks: int = Field(8, ge=1, description="Weeks after each of them.")
    draws: int = Field(200, ge=20, description="Samples of the block bootstrap.")
    block_weeks: int = Field(4, ge=1, description="Weeks in a block of it.")
    confidence: float = Field(0.9, gt=0, lt=1, description="Probability of the intervals.")
    seed: int = Field(26, ge=0, description="Seed of the bootstrap.")
    min_active_weeks: int = Field(
        8, ge=2, description="Fewest weeks with spend of a channel; below it is left out."
    )
    max_vif: float = Field(
        10.0, gt=1, description="Channels with a greater variance inflation factor move together."
    )
    curve_points: int = Field(21, ge=3, le=201, description="Points of a response curve.")
    recent_weeks: int = Field(8, ge=1, description="Weeks whose mean spend is the recent one.")
    plan_weeks: int = Field(4, ge=1, le=52, description="Weeks ahead that are planned.")
    plan_budget: float | None = Field(
        None, gt=0, description="Money for all of them; null: as much as recently."
    )
    lowest: float = Field(0.5, ge=0, le=1, description="Least of the recent spend of a channel.")
    highest: float = Field(2.0, ge=1, description="Most of it.")
    bounds: dict[str, tuple[_Money, _Money]] = Field(
        {}, description="Least and most money a week of channels, before lowest and highest."
    )
    later_weeks: int = Field(
        8, ge=0, description="Weeks after the plan in which what it carries over still counts."
    )
    max_rows: int = Field(200_000, ge=1_000, description="Most weekly sums that the driver takes.")

    @model_validator(mode="after")
    def _bounds_in_order(self) -> Self:
        for channel, (low, high) in self.bounds.items():
            if low > high:
                raise ValueError(
                    f"bounds of {channel}: the least ({low}) is above the most ({high})"
                )
        return self
