"""Settings of near-duplicates; imports no pyspark."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, Field, PositiveInt, model_validator

_LEAST_CHANCE = 0.9


class DuplicateSettings(BaseModel, frozen=True, extra="forbid"):
    """Which texts are copies of each other, with small edits."""

    similarity: float = Field(
        0.65,
        gt=0,
        le=1,
        description="Least Jaccard index of two texts of a group: words that both hold, of the "
        "words that either holds. Lower finds heavier edits, and takes more texts of one pattern "
        "for copies.",
    )
    run_words: PositiveInt = Field(
        1,
        description="Words in a row that are compared as one; more means that an edit weighs more.",
    )
    min_words: PositiveInt = Field(
        8, description="A text of fewer different words, or runs of them, is no copy of any."
    )
    lookback_days: int = Field(
        7, ge=0, description="Days before a day whose texts its texts may be copies of."
    )
    bands: PositiveInt = Field(
        12, description="Groups of hashes; texts that agree in one of them are compared."
    )
    rows: PositiveInt = Field(3, description="Hashes of a group, in which texts have to agree.")

    @model_validator(mode="after")
    def _are_found(self) -> Self:
        if (chance := self.chance(self.similarity)) < _LEAST_CHANCE:
            raise ValueError(
                f"two texts that are just similar enough would be compared in {chance:.0%} of "
                "cases: raise bands, or lower rows"
            )
        return self

    def chance(self, similarity: float) -> float:
        """How probable it is that two texts of a Jaccard index are compared: 1 - (1 - s^r)^b.

        Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4.2.
        """
        return 1 - (1 - similarity**self.rows) ** self.bands
