"""Settings of demand by hour and weekday. Imports no pyspark."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, Field


def _require_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is no time zone; give a name such as Europe/Berlin or UTC.")
    return name


Zone = Annotated[str, AfterValidator(_require_zone)]


class DemandSettings(BaseModel, frozen=True, extra="forbid"):
    """Whose clock the hours are of, and which days count."""

    time_zone: Zone = Field(
        "UTC", description="Zone of the business, and of users whose own is not known (IANA name)."
    )
    time_zone_attribute: str | None = Field(
        None,
        description="Key of `users.attributes` that holds the user's own zone; null: the zone of "
        "the business for everybody.",
    )
    zone_names: dict[str, Zone] = Field(
        {}, description="IANA names of zones that the source calls otherwise."
    )
    window_days: int = Field(
        56, ge=7, description="Days, up to as_of_date, whose hours count; multiples of 7 are fair."
    )
    confidence: float = Field(0.95, gt=0, lt=1, description="Probability of the intervals.")
