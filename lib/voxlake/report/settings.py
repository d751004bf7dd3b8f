"""Settings of the report. Imports no pyspark."""

from __future__ import annotations

from pydantic import BaseModel, Field


class ReportSettings(BaseModel, frozen=True, extra="forbid"):
    """What the report shows and where it goes."""

    title: str = Field("What people say and buy", description="Heading of the page.")
    path: str | None = Field(
        None, description="File to write, a path or s3a://; null: _report/index.html of the lake."
    )
    days: int = Field(
        28, ge=14, description="Days that the pictures show; the last 14 are compared by week."
    )
    min_posts: int = Field(
        30, ge=10, description="Posts that each of the two weeks needs for a comparison of shares."
    )
    false_alarms: float = Field(
        0.05,
        gt=0,
        lt=1,
        description="Chance that a report names any change at all where nothing changed.",
    )
    max_changes: int = Field(6, ge=1, le=20, description="Most changes that are named.")
    posts_per_change: int = Field(3, ge=1, le=10, description="Posts shown behind each change.")
    text_length: int = Field(280, ge=40, description="Most characters shown of a post.")

    def file(self, home: str | None) -> str | None:
        """The file to write for a lake whose folder is `home`; None where nothing names one."""
        return self.path or (f"{home}/_report/index.html" if home else None)
