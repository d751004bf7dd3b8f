"""Settings of when to post, and of forecasts of what posts bring. Imports no pyspark."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field, field_validator, model_validator

from voxlake.core.zones import Zone
from voxlake.people.forecast.settings import SHORTEST, ForecastSettings

Grouping = Literal["account", "topic", "segment"]
Model = Literal["ets", "ets_holidays", "prophet"]


class TimingSettings(BaseModel, frozen=True, extra="forbid"):
    """Which posts tell of good times, and on whose clock."""

    time_zone: Zone | None = Field(
        None, description="Zone of the audience (IANA name); null: the lake's, `lake.time_zone`."
    )
    country_zones: dict[str, Zone] = Field(
        {}, description="Zones of accounts by their country, as `users.country` writes it."
    )
    account_zones: dict[str, Zone] = Field(
        {}, description="Zones of the audiences of accounts, by user_id; before those of countries."
    )
    accounts: tuple[str, ...] = Field(
        (), description="user_id of accounts to tell of; none: all with min_posts."
    )
    content_type_attribute: str | None = Field(
        None,
        description="Key of `posts.attributes` that says what a post shows, such as video; null: "
        "that of its campaign, where it has one.",
    )
    history_days: int = Field(365, ge=28, description="Days, up to as_of_date, whose posts count.")
    young_days: int = Field(
        3, ge=0, description="Days in which a post is still too young to have its engagement."
    )
    level_weeks: int = Field(
        5, ge=1, description="Weeks around a post whose other posts tell the account's level."
    )
    level_posts: int = Field(
        4, ge=1, description="Fewest other posts in them; with fewer a post does not count."
    )
    min_posts: int = Field(
        30, ge=2, description="Fewest posts that count of an account; below, it has no rows."
    )
    sample_accounts: int = Field(
        300, ge=0, le=5_000, description="Accounts that tell how large effects are."
    )
    confidence: float = Field(0.95, gt=0, lt=1, description="Probability of the intervals.")
    holdout_days: int = Field(
        56, ge=0, description="Last days by which the days before are judged; 0: nothing is."
    )

    def in_zone(self, zone: str) -> TimingSettings:
        """The same with a zone of the audience: that of the lake where none is set."""
        return self.model_copy(update={"time_zone": self.time_zone or zone})

    @field_validator("level_weeks")
    @classmethod
    def _is_odd(cls, weeks: int) -> int:
        if weeks % 2 == 0:
            raise ValueError("give an odd number: a post stands in the middle of whole weeks")
        return weeks


class EngagementForecastSettings(ForecastSettings, frozen=True, extra="forbid"):
    """What is forecast of posts, for whom, and when a forecast is to be looked at again."""

    history_days: int = Field(
        365, ge=SHORTEST, description="Most days, up to as_of_date, that a forecast looks back at."
    )
    models: tuple[Model, ...] = Field(
        ("ets",),
        min_length=1,
        description="Models that are tried beside repeating the last week; prophet needs the extra "
        "of that name, ets_holidays and it a country.",
    )
    holidays: str | None = Field(
        None, description="Country whose public holidays are known (ISO 3166); null: none are."
    )
    groupings: tuple[Grouping, ...] = Field(
        ("account", "topic", "segment"), description="By what is forecast, beside all together."
    )
    accounts: tuple[str, ...] = Field(
        (), description="user_id of accounts that are forecast; none: those that post most."
    )
    top_accounts: int = Field(
        10, ge=0, le=1_000, description="How many accounts, if none is named."
    )
    top_topics: int = Field(20, ge=0, le=1_000, description="Most topics, those with most posts.")
    young_days: int = Field(
        3, ge=0, description="Last days whose posts are too young to have their engagement."
    )
    refit_error: float = Field(
        1.5,
        gt=0,
        description="Error of the last stretch (MASE) above which a row asks for a refit.",
    )

    @model_validator(mode="after")
    def _holidays_are_of_a_country(self) -> EngagementForecastSettings:
        if "ets_holidays" in self.models and self.holidays is None:
            raise ValueError("ets_holidays needs a country: set engagement_forecast.holidays")
        return self
