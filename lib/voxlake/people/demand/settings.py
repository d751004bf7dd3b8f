"""Settings of demand by hour and weekday. Imports no pyspark."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field, model_validator

from voxlake.core.zones import Zone


class DemandSettings(BaseModel, frozen=True, extra="forbid"):
    """Whose clock the hours are of, and which days count."""

    time_zone_attribute: str | None = Field(
        None,
        description="Key of `users.attributes` that holds the user's own zone; null, and for users "
        "whose own is not known: the lake's, `lake.time_zone`.",
    )
    zone_names: dict[str, Zone] = Field(
        {}, description="IANA names of zones that the source calls otherwise."
    )
    window_days: int = Field(
        56, ge=7, description="Days, up to as_of_date, whose hours count; multiples of 7 are fair."
    )
    confidence: float = Field(0.95, gt=0, lt=1, description="Probability of the intervals.")

    @model_validator(mode="before")
    @classmethod
    def _zone_of_the_lake(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Say where the zone is set now, which was a setting of demand alone."""
        if "time_zone" in values:
            raise ValueError("time_zone is now that of all days: set lake.time_zone")
        return values
