"""Settings of the customer value jobs."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator


class ValueSettings(BaseModel, frozen=True, extra="forbid"):
    """How the value of buyers is fitted and scored."""

    observation_end: date | None = Field(
        None,
        description="Last day that orders were watched until, where that is before as_of_date: "
        "the time without an order runs to it; null: as_of_date.",
    )
    model: Literal["bg_nbd", "mbg_nbd", "pareto_nbd"] = Field(
        "bg_nbd", description="Model of when buyers come back and leave; see docs/value.md."
    )
    unit: Literal["day", "week"] = Field(
        "week", description="Time unit of recency, age and the fitted parameters."
    )
    min_repeat_buyers: int = Field(
        50, ge=2, description="With fewer buyers who came back, no model is fitted."
    )
    max_groups: int = Field(
        500_000,
        ge=20_000,
        description="Most rows the driver takes for a fit; with more distinct histories they are "
        "put on a grid, see docs/value.md.",
    )
    horizon_days: int = Field(
        365, ge=1, description="How far ahead the expectations of user_value look."
    )
    horizons: tuple[Annotated[int, Field(ge=1)], ...] = Field(
        (30, 90, 365),
        description="How far ahead user_value_horizons and value_totals look, in days.",
    )
    interval: float = Field(
        0.9, gt=0, lt=1, description="Probability that intervals are to hold: 0.9 is nine in ten."
    )
    churn_rule: Literal["no_order", "left"] = Field(
        "no_order",
        description="What churn_probability is of: no order in value.churn_days, or having left "
        "for good.",
    )
    churn_days: int = Field(90, ge=1, description="Days without an order that count as churn.")
    churn_at_risk: float = Field(
        0.5, ge=0, le=1, description="From this churn_probability on a buyer is at_risk."
    )
    churn_lost: float = Field(
        0.8, ge=0, le=1, description="From this churn_probability on a buyer is lost."
    )
    cohort: Literal["week", "month"] = Field(
        "month", description="Buyers whose first purchase was in the same one are a cohort."
    )
    max_correlation: float = Field(
        0.2,
        ge=0,
        le=1,
        description="A stronger correlation of frequency and spend is warned of: the model takes "
        "them as independent.",
    )
    odd_spend: float | None = Field(
        20.0,
        gt=1,
        description="Buyers, ten at most, who spend more than so many times a purchase what the "
        "next one does are odd: they are named, and left out of the fit of spends; null: none is.",
    )
    holdout_days: int | None = Field(
        None,
        ge=1,
        description="Last days that evaluate_user_value foretells from those before; null: half "
        "of all.",
    )
    period_days: int = Field(
        30, ge=1, description="Purchases are discounted from the end of periods of so many days."
    )
    discount_rate: float = Field(
        0.1, ge=0, le=10, description="What money loses in a year: 0.1 is ten percent."
    )

    def observed(self, as_of: date) -> date:
        """The last day that orders were watched until, of a snapshot."""
        return min(as_of, self.observation_end or as_of)

    @property
    def unit_days(self) -> int:
        """Days in the time unit."""
        return {"day": 1, "week": 7}[self.unit]

    @property
    def all_horizons(self) -> tuple[int, ...]:
        """All horizons, `horizon_days` among them, the shortest first."""
        return tuple(sorted({*self.horizons, self.horizon_days}))

    @model_validator(mode="after")
    def _at_risk_before_lost(self) -> Self:
        if self.churn_at_risk > self.churn_lost:
            raise ValueError(
                f"churn_at_risk ({self.churn_at_risk}) is above churn_lost ({self.churn_lost})"
            )
        return self
