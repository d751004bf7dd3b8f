"""Settings of what is learnt of published posts. Imports no pyspark."""

from __future__ import annotations

from pydantic import BaseModel, Field

from voxlake.marketing.timing.settings import TimingSettings


class LearntSettings(BaseModel, frozen=True, extra="forbid"):
    """Which posts count as published, and when a difference is told."""

    namespaces: dict[str, str] = Field(
        {},
        description="Namespace of posts by network, such as {mastodon: masto}; of others any.",
    )
    match_days: int = Field(
        2, ge=0, description="Most days between the sending of a post and its date."
    )
    min_posts: int = Field(5, ge=2, description="Fewest posts of a value that is told of.")
    confidence: float = Field(0.95, gt=0, lt=1, description="Probability of the intervals.")
    max_rows: int = Field(10_000, ge=100, description="Most values that the driver takes.")
    timing: TimingSettings = Field(TimingSettings(), exclude=True)

    @property
    def history_days(self) -> int:
        """Days, up to as_of_date, whose posts count: those of `timing`."""
        return self.timing.history_days
