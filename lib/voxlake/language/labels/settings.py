"""Settings of labelling by people. Imports no pyspark."""

from __future__ import annotations

from pydantic import BaseModel, Field, model_validator

from voxlake.core.addresses import Place
from voxlake.language.settings import LanguageSettings


class LabelSettings(BaseModel, frozen=True, extra="forbid"):
    """Which posts people are asked about, and where their answers are."""

    model: str = Field(
        "sentiment",
        description="What people are to tell of each post: sentiment, emotion or one of "
        "languages.sets.",
    )
    languages: LanguageSettings = Field(LanguageSettings(), exclude=True)
    """The section of that name."""
    sheet: Place | None = Field(
        None, description="CSV file that sample_for_labels writes and import_labels reads."
    )
    count: int = Field(200, ge=3, description="Posts to ask about, in equal parts by reason.")
    annotator: str | None = Field(
        None, description="Who filled the sheet, where its column annotator is empty."
    )
    candidates: int = Field(
        20_000, ge=100, description="Most texts, about, among which diverse ones are looked for."
    )
    seed: int = Field(7, description="Seed of the sample.")

    @model_validator(mode="after")
    def _labels_that_there_are(self) -> LabelSettings:
        self.languages.label_set(self.model)
        return self
