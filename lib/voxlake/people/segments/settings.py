"""Settings of segments. Imports no pyspark."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator

from voxlake.core.addresses import Place

Method = Literal["kmeans", "bisecting", "mixture", "density"]
Category = Annotated[str, Field(pattern=r"^(country|language|attributes\..+)$")]


class SegmentSettings(BaseModel, frozen=True, extra="forbid"):
    """How users are grouped."""

    min_users: int = Field(50, ge=2, description="With fewer users, no segments are fitted.")
    k_min: int = Field(4, ge=2, description="Fewest segments to try.")
    k_max: int = Field(8, ge=2, description="Most segments to try.")
    methods: tuple[Method, ...] = Field(
        ("kmeans", "bisecting", "mixture", "density"),
        min_length=1,
        description="Ways to look for groups; equally good ones: the first.",
    )
    restarts: int = Field(5, ge=1, description="K-means runs for each k; the tightest is kept.")
    max_iterations: int = Field(30, ge=1, description="Most iterations of a fit.")
    sample_users: int = Field(
        20_000,
        ge=100,
        le=200_000,
        description="Most users, about, over whom k and method are chosen (a hash sample).",
    )
    min_share: float = Field(
        0.02, ge=0, lt=1, description="Smallest share of the users that a segment may hold."
    )
    min_segment_users: int = Field(
        10, ge=1, description="Fewest users that a segment may hold, whatever their share."
    )
    max_share: float = Field(
        0.6, gt=0, le=1, description="Largest share of the users that a segment may hold."
    )
    bootstraps: int = Field(
        3, ge=1, description="Refits to resampled users that tell how stable a candidate is."
    )
    finalists: int = Field(
        2,
        ge=1,
        description="How many candidates are resampled: the best, and more until one is stable.",
    )
    min_stability: float = Field(
        0.7, ge=0, le=1, description="Least mean adjusted Rand index of refits; below, no segments."
    )
    mixture_axes: int = Field(8, ge=1, description="Main axes that a Gaussian mixture looks at.")
    small_clusters: int = Field(
        300, ge=10, le=3_000, description="Small clusters, at most, that density is taken over."
    )
    density_leaves_far: bool = Field(
        False,
        description="Whether users in thin places, which `density` counts to no group, are in no "
        "segment; else they are in the nearest.",
    )
    traits: tuple[Category, ...] = Field(
        (),
        description="What else tells segments apart: `country`, `language`, and of "
        "features.user_attributes `attributes.<name>`.",
    )
    trait_values: int = Field(
        10, ge=1, description="Most values of each of `traits` that count: the most frequent."
    )
    match_share: float = Field(
        0.5,
        gt=0,
        le=1,
        description="Users that two fits' segments share, of their mean size, to be the same one.",
    )
    replace_champion: Literal["better", "always"] = Field(
        "better", description="When a refit replaces the champion that reads the same features."
    )
    margin: float = Field(
        0.01, ge=0, description="Silhouette that a refit must gain to be better, or may lose."
    )
    psi_limit: float = Field(
        0.25, gt=0, description="Population stability index from which a refit is asked for."
    )
    decay: float = Field(
        0.5, ge=0, le=1, description="Weight of what centres knew before, when they learn."
    )
    learning_tolerance: float = Field(
        0.05, ge=0, description="How much looser than a refit learned centres may be."
    )
    profile_days: int = Field(
        28, ge=1, description="Days whose posts tell active hours, and over which growth is told."
    )
    examples: int = Field(5, ge=0, description="Users nearest the centre that a profile names.")
    names_file: Place | None = Field(
        None, description="CSV file with segment_id and name: names that people gave segments."
    )
    tails: float = Field(
        0.01,
        ge=0,
        lt=0.5,
        description="Share of the users at either end, one at least, whose value of a feature does "
        "not set its scale.",
    )
    clip: float = Field(
        3.0, gt=0, description="Standard deviations beyond which a feature counts no further."
    )
    seed: int = Field(7, description="Seed of the first centres.")

    @model_validator(mode="after")
    def _require_a_range(self) -> Self:
        if self.k_max < self.k_min:
            raise ValueError(f"k_max {self.k_max} lies below k_min {self.k_min}.")
        if self.max_share < self.min_share:
            raise ValueError(f"max_share {self.max_share} lies below min_share {self.min_share}.")
        return self
