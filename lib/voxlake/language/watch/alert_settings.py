"""Settings of the alerts on negative days. Imports no pyspark."""

from __future__ import annotations

from pydantic import BaseModel, Field


class AlertSettings(BaseModel, frozen=True, extra="forbid"):
    """When a day counts as unusually negative."""

    brands: dict[str, tuple[str, ...]] = Field(
        {},
        description="Words that name each brand: handles, hashtags or plain words, in any case.",
    )
    lookback_days: int = Field(
        56, ge=14, multiple_of=7, description="Days before a day that say what is usual."
    )
    min_weeks: int = Field(
        3, ge=2, description="With fewer of the day's weekday among them, there is no alert."
    )
    min_posts: int = Field(30, ge=1, description="With fewer posts of the day, there is no alert.")
    false_alarms: float = Field(
        0.005, gt=0, lt=0.5, description="Share of ordinary days, about, that give an alert."
    )
    confidence: float = Field(0.95, gt=0, lt=1, description="Confidence of the interval.")
