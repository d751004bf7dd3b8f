"""Settings of summaries. Imports no pyspark."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import BaseModel, Field, model_validator

from voxlake.core.addresses import Place
from voxlake.report.settings import ReportSettings
from voxlake.warnings.settings import WarningSettings

Role = Literal["executive", "marketer", "analyst", "care"]
ROLES: tuple[Role, ...] = get_args(Role)
_LONGEST_MONTH = 31


class SummarySettings(BaseModel, frozen=True, extra="forbid"):
    """For whom summaries are written, of which periods, and to whom they go."""

    roles: tuple[Role, ...] = Field(
        ROLES, min_length=1, description="Of executive, marketer, analyst and care."
    )
    periods: tuple[Literal["week", "month"], ...] = Field(
        ("week", "month"), min_length=1, description="week (Monday to Sunday) and month."
    )
    formats: tuple[Literal["html", "pdf"], ...] = Field(
        ("html", "pdf"), min_length=1, description="html and pdf; pdf needs the extra [pdf]."
    )
    path: Place | None = Field(
        None, description="Folder to write to; null: _report/summaries of the lake."
    )
    months: int = Field(
        12, ge=4, le=36, description="Months before the month that say what is usual."
    )
    channels: dict[Role, tuple[str, ...]] = Field(
        {}, description="Channels of warnings.channels by which the summary of a role goes."
    )

    report: ReportSettings = Field(ReportSettings(), exclude=True)
    warnings: WarningSettings = Field(WarningSettings(), exclude=True)

    @model_validator(mode="after")
    def _channels_are_known(self) -> SummarySettings:
        for role, names in self.channels.items():
            if unknown := sorted(set(names) - set(self.warnings.channels)):
                raise ValueError(
                    f"summaries.channels.{role} names {unknown[0]!r}, which is no channel of "
                    "warnings.channels"
                )
        return self

    @property
    def counted_days(self) -> int:
        """Days that are looked at: of the longest period with those before it, and until its end.

        A month that ended up to a month before the last day has `months` before it.
        """
        return max((self.months + 2) * _LONGEST_MONTH, self.report.counted_days + 7)

    @property
    def days(self) -> int:
        """Days of the report's pictures, which bandits and plans are told of."""
        return self.report.days
