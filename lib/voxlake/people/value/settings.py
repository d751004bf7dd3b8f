"""Settings of the customer value jobs."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field


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
        ge=1000,
        description="Most rows the driver takes for a fit; beyond it, that many buyers are used, "
        "chosen by the hash of their id.",
    )
    horizon_days: int = Field(365, ge=1, description="How far ahead the expectations look.")
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
