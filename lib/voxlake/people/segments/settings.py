"""Settings of the jobs about people. Imports no pyspark."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, Field, model_validator


class SegmentSettings(BaseModel, frozen=True, extra="forbid"):
    """How users are grouped."""

    min_users: int = Field(50, ge=2, description="With fewer users, no segments are fitted.")
    k_min: int = Field(4, ge=2, description="Fewest segments to try.")
    k_max: int = Field(8, ge=2, description="Most segments to try.")
    restarts: int = Field(2, ge=1, description="K-means runs for each k; the tightest is kept.")
    max_iterations: int = Field(30, ge=1, description="Most K-means iterations of a run.")
    sample_users: int = Field(
        20_000, ge=100, description="Most users, about, over whom k is chosen (a hash sample)."
    )
    clip: float = Field(
        3.0, gt=0, description="Standard deviations beyond which a feature counts no further."
    )
    seed: int = Field(7, description="Seed of the first centres.")

    @model_validator(mode="after")
    def _require_a_range(self) -> Self:
        if self.k_max < self.k_min:
            raise ValueError(f"k_max {self.k_max} lies below k_min {self.k_min}.")
        return self
