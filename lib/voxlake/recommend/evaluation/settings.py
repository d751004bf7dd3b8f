"""Settings of how recommendations are judged. Imports no pyspark."""

from __future__ import annotations

from pydantic import BaseModel, Field, PositiveInt, model_validator

from voxlake.recommend.content.settings import ContentSettings


class BootstrapSettings(BaseModel, frozen=True, extra="forbid"):
    """How intervals are drawn."""

    samples: int = Field(
        1_000, ge=0, le=10_000, description="Bootstrap samples; with fewer than 50 no intervals."
    )
    groups: int = Field(
        1_000, ge=20, le=10_000, description="Groups of users, by a hash, that samples are made of."
    )
    confidence: float = Field(
        0.95, gt=0.5, lt=1, allow_inf_nan=False, description="Probability of the intervals."
    )
    seed: int = Field(7, description="Seed of groups and samples.")


class EvaluationSettings(BootstrapSettings, frozen=True, extra="forbid"):
    """What is held against what."""

    holdout_days: PositiveInt = Field(
        14, description="Days after the cut, up to as_of_date, that lists are held against."
    )
    max_age_days: int = Field(
        7, ge=0, description="Lists of a day at most so long before the cut are judged as they are."
    )
    cutoffs: tuple[PositiveInt, ...] = Field(
        (5, 10, 20), min_length=1, description="How many of the first places are looked at."
    )
    bands: tuple[PositiveInt, ...] = Field(
        (1, 5, 20),
        min_length=1,
        description="Things acted on before the cut with which a band of users begins.",
    )
    content: ContentSettings = Field(
        ContentSettings(), description="Those of recommend_content, unless set here."
    )

    @property
    def longest(self) -> int:
        """The last place that is looked at."""
        return max(self.cutoffs)

    @property
    def lookback_days(self) -> int:
        """Days before as_of_date that are read."""
        return self.holdout_days + self.max_age_days + self.content.window_days

    @model_validator(mode="after")
    def _in_order(self) -> EvaluationSettings:
        for name in ("cutoffs", "bands"):
            numbers = getattr(self, name)
            if list(numbers) != sorted(set(numbers)):
                raise ValueError(f"{name} has to rise, each number once")
        return self


class ClickSettings(BootstrapSettings, frozen=True, extra="forbid"):
    """How clicks on what was shown are counted."""

    window_days: PositiveInt = Field(90, description="Days, up to as_of_date, of what was shown.")
    max_weight: float = Field(
        50.0,
        ge=1,
        le=1_000,
        allow_inf_nan=False,
        description="Largest weight of what was shown: of 1 / propensity.",
    )
    places: int = Field(
        20, ge=1, le=1_000, description="Places that are told of; further ones count in all."
    )
