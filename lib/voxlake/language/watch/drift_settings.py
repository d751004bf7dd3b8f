"""Settings of the watch over the models of language. Imports no pyspark."""

from __future__ import annotations

from pydantic import BaseModel, Field

from voxlake.language.settings import LanguageSettings


class DriftSettings(BaseModel, frozen=True, extra="forbid"):
    """When posts have become so different that a model should be trained again."""

    reference_days: int = Field(
        28, ge=7, description="First days that a model has scored: what later weeks are held to."
    )
    psi_limit: float = Field(
        0.25, gt=0, description="Population stability index from which a week asks for retraining."
    )
    min_posts: int = Field(200, ge=1, description="A week with fewer scored posts is not judged.")
    min_labels: int = Field(50, ge=1, description="With fewer labels of a week, none are judged.")
    accuracy_gap: float = Field(
        0.05, ge=0, description="How far accuracy may lie below what the model said of itself."
    )
    projections: int = Field(16, ge=1, description="Random directions that vectors are seen from.")
    seed: int = Field(7, description="Seed of the directions.")
    languages: LanguageSettings = Field(LanguageSettings(), exclude=True)
    """The section of that name."""
