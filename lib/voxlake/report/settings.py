"""Settings of the report. Imports no pyspark."""

from __future__ import annotations

from pydantic import BaseModel, Field

from voxlake.core.addresses import Place

WEEK = 7
"""Days of a week."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class ReportSettings(BaseModel, frozen=True, extra="forbid"):
    """What the report shows and where it goes."""

    title: str = Field("What people say and buy", description="Heading of the page.")
    path: Place | None = Field(
        None, description="File to write, a path or s3a://; null: _report/index.html of the lake."
    )
    days: int = Field(28, ge=14, description="Days that the pictures of days show.")
    lookback_days: int = Field(
        84, ge=42, multiple_of=WEEK, description="Days before the week that say what is usual."
    )
    min_weeks: int = Field(
        6, ge=4, description="With fewer whole weeks among them, nothing is named as unusual."
    )
    min_posts: int = Field(
        30, ge=10, description="Posts that a week needs for its shares to be compared."
    )
    false_alarms: float = Field(
        0.05,
        gt=0,
        lt=1,
        description="Chance that a report of an ordinary week names anything at all.",
    )
    max_changes: int = Field(6, ge=1, le=20, description="Most changes that are named.")
    posts_per_change: int = Field(3, ge=1, le=10, description="Posts shown behind each change.")
    text_length: int = Field(280, ge=40, description="Most characters shown of a post.")
    split_by: tuple[str, ...] = Field(
        (),
        max_length=10,
        description="Keys of posts.attributes, such as campaign, that split the week's posts.",
    )
    split_values: int = Field(
        8, ge=1, le=50, description="Values shown of each of them; the rest are `other`."
    )
    names: bool = Field(
        False,
        description="Whether the page of recommendations has handles: those of big accounts that "
        "are offered most, and of who is spoken to in texts.",
    )

    @property
    def weeks(self) -> int:
        """Weeks that are counted: this one and those before it."""
        return 1 + self.lookback_days // WEEK

    @property
    def counted_days(self) -> int:
        """Days that are counted: the weeks', or the pictures' where those are more."""
        return max(self.days, WEEK * self.weeks)

    def file(self, home: str | None) -> str | None:
        """The file to write for a lake whose folder is `home`; None where nothing names one."""
        return self.path or (f"{home}/_report/index.html" if home else None)
