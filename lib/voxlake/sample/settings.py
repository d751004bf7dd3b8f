"""Settings of the sample: how large it is and what is planted in it. Imports no pyspark."""

from __future__ import annotations

from datetime import date, timedelta

from pydantic import BaseModel, Field


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

    @property
    def first_day(self) -> date:
        """First day of posts, orders and events, UTC."""
        return self.last_day - timedelta(days=self.days - 1)
