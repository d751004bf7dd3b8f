"""Settings of the share of voice. Imports no pyspark."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, Field, field_validator, model_validator

from voxlake.core.errors import in_quotes


class VoiceSettings(BaseModel, frozen=True, extra="forbid"):
    """Which brands are compared, and which accounts are their own."""

    brands: dict[str, tuple[str, ...]] = Field(
        {},
        description="Entities that stand for each brand, in any case, as `post_entities.entity` "
        "has them; with nothing here, each entity of the kind brand is one.",
    )
    accounts: dict[str, tuple[str, ...]] = Field(
        {},
        description="Accounts of each brand: handles, or user ids as in the lake.",
    )
    count_own_posts: bool = Field(
        False, description="Whether what a brand's own accounts say of it counts as voice about it."
    )
    posting_days: int = Field(
        91,
        ge=7,
        description="Days, up to as_of_date, whose posts by accounts of brands are looked at; "
        "multiples of 7 are fair to weekdays.",
    )
    media_attribute: str | None = Field(
        None,
        description="Key of `posts.attributes` that is there where a post has a picture or video; "
        "null: not known.",
    )
    min_authors: int = Field(
        2, ge=2, description="With fewer authors of scored posts, sentiment has no interval."
    )
    min_posts: int = Field(
        5, ge=2, description="With fewer posts of known engagement, no gain is told of a trait."
    )
    confidence: float = Field(0.95, gt=0, lt=1, description="Probability of the intervals.")

    @field_validator("brands", "accounts")
    @classmethod
    def _without_repeats(cls, named: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        """Leave out empty names and those that come twice; each brand needs one."""
        kept = {
            brand.strip(): tuple(dict.fromkeys(filter(None, (name.strip() for name in names))))
            for brand, names in named.items()
        }
        if "" in kept:
            raise ValueError("a brand has no name")
        if empty := sorted(brand for brand, names in kept.items() if not names):
            raise ValueError(f"nothing is listed for {in_quotes(empty)}")
        return kept

    @model_validator(mode="after")
    def _accounts_are_of_brands(self) -> Self:
        unknown = sorted(set(self.accounts) - set(self.brands))
        if self.brands and unknown:
            raise ValueError(f"accounts are of {in_quotes(unknown)}, which brands does not name")
        return self
