"""Settings of the sample: how large it is and what is planted in it. Imports no pyspark."""

from __future__ import annotations

from datetime import date, timedelta

from pydantic import BaseModel, Field, ValidationError

NAMESPACE = "sample"
"""What ids of the sample begin with in the lake, as in its source files."""


class BuyingSettings(BaseModel, frozen=True, extra="forbid"):
    """How buyers buy: BG/NBD orders, in weeks, and Gamma-Gamma amounts, the same for everyone."""

    r: float = Field(
        default=0.9, gt=0, description="Shape of the gamma distribution of order rates."
    )
    alpha: float = Field(default=4.5, gt=0, description="Rate of that distribution, in weeks.")
    a: float = Field(
        default=0.8, gt=0, description="First parameter of the beta of leaving for good."
    )
    b: float = Field(
        default=2.6, gt=0, description="Second parameter of the beta of leaving for good."
    )
    p: float = Field(
        default=6.0, gt=0, description="Shape of the gamma distribution of one's amounts."
    )
    q: float = Field(
        default=4.0, gt=1, description="Shape of the gamma distribution of people's scales."
    )
    v: float = Field(default=16.0, gt=0, description="Rate of that distribution, in money.")


class MarketingSettings(BaseModel, frozen=True, extra="forbid"):
    """What is planted for marketing, beside the campaigns and their returns."""

    conversion: float = Field(
        default=0.25, gt=0, lt=1, description="Share of an experiment's users who convert."
    )
    lift: float = Field(
        default=0.5, ge=0, le=1, description="How much more convert in the one arm that is better."
    )
    minutes_lift: float = Field(
        default=0.15, description="How much longer the users of that arm stay, relative to others."
    )
    mismatch: float = Field(
        default=0.58, gt=0, lt=1, description="Share of the first of two arms meant to be alike."
    )
    twice_share: float = Field(
        default=0.02, ge=0, le=1, description="Share of one experiment's users put into both arms."
    )
    bandit_means: tuple[float, ...] = Field(
        default=(0.10, 0.18, 0.30),
        min_length=2,
        max_length=8,
        description="Mean reward of each arm of the bandit, of which about that many succeed.",
    )
    bandit_choices: int = Field(default=1_200, ge=1, description="Choices of the bandit.")
    late_share: float = Field(
        default=0.1, gt=0, lt=1, description="Share of its rewards that come days later."
    )
    repeated_share: float = Field(
        default=0.03, ge=0, lt=1, description="Share of its rewards that are told twice."
    )
    impressions: int = Field(
        default=80, ge=1, description="Times a day that search shows a page for a query, about."
    )
    best_hour_posts: int = Field(
        default=40, ge=1, description="Posts from which on an account may have a best time."
    )
    best_hour_share: float = Field(
        default=0.5, ge=0, le=1, description="Share of those accounts that have one."
    )
    best_hour_effect: float = Field(
        default=1.2, description="What a post of that time has more, in logs of its likes."
    )


class RecommendSettings(BaseModel, frozen=True, extra="forbid"):
    """What is planted for recommendations: circles of friends, interests, and what was shown."""

    circle_share: float = Field(
        default=0.5, ge=0, le=1, description="Share of follows that are of one's circle."
    )
    interest_share: float = Field(
        default=0.25,
        ge=0,
        le=1,
        description="Share of others of one's interest; the rest follow big accounts.",
    )
    shared_share: float = Field(
        default=0.8,
        ge=0,
        le=1,
        description="Share of answers, reposts, likes and clicks that follow one's interest.",
    )
    likes_per_user: float = Field(
        default=16.0, gt=0, description="Posts that a typical user thinks of liking in 60 days."
    )
    clicks_per_user: float = Field(
        default=3.0, gt=0, description="Products that a typical user clicks on in 60 days."
    )
    together_share: float = Field(
        default=0.7,
        ge=0,
        le=1,
        description="Share of an order's further lines that are bought together with its first.",
    )
    opted_out_share: float = Field(
        default=0.03, ge=0, le=1, description="Share of users who take no part."
    )
    blocker_share: float = Field(
        default=0.06, ge=0, le=1, description="Share of users who block one of their circle."
    )
    requests_per_user: float = Field(
        default=1.5, gt=0, description="Times that a user is shown recommendations, on the mean."
    )


class SampleSettings(BaseModel, frozen=True, extra="forbid"):
    """A made-up social network with a shop; the same settings give the same rows everywhere."""

    users: int = Field(default=1_000, ge=20, description="People in the network.")
    days: int = Field(default=60, ge=14, description="Days of posts, orders and events.")
    last_day: date = Field(default=date(2024, 3, 31), description="Last day, UTC; never the clock.")
    seed: int = Field(default=7, description="Seed of everything that looks random.")
    posts_per_user: float = Field(
        default=10.5, gt=0, description="Posts of a user over 60 days, about, on the mean of all."
    )
    buyer_share: float = Field(
        default=0.65, ge=0, le=1, description="Share of users who buy at all."
    )
    bad_share: float = Field(
        0.01, ge=0, lt=1, description="Broken records beside the good ones, as a share of them."
    )
    edited_share: float = Field(
        default=0.01, ge=0, lt=1, description="Share of posts edited later."
    )
    resent_share: float = Field(
        default=0.005, ge=0, lt=1, description="Share of rows that come twice."
    )
    buying: BuyingSettings = Field(
        default=BuyingSettings(), description="Planted buying behaviour."
    )
    marketing: MarketingSettings = Field(
        default=MarketingSettings(), description="Planted experiments and best times to post."
    )
    recommend: RecommendSettings = Field(
        default=RecommendSettings(), description="Planted friends, interests and what was shown."
    )

    @property
    def first_day(self) -> date:
        """First day of posts, orders and events, UTC."""
        return self.last_day - timedelta(days=self.days - 1)

    def are_those_of(self, written: str) -> bool:
        """Whether JSON of settings says the same, or did before there were further ones."""
        try:
            return type(self).model_validate_json(written) == self
        except ValidationError:
            return False
