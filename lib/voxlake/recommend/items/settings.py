"""Settings of similar items and of items that are bought together. Imports no pyspark."""

from __future__ import annotations

from pydantic import BaseModel, Field, PositiveInt

from voxlake.recommend.content.settings import EventKinds, FactorSettings


class ItemSettings(BaseModel, frozen=True, extra="forbid"):
    """What goes with what."""

    window_days: int = Field(365, ge=28, description="Days, up to as_of_date, that are looked at.")
    top: int = Field(20, ge=1, le=200, description="Most other items that are told of an item.")
    confidence: float = Field(0.95, gt=0.5, lt=1, description="Probability of intervals.")
    event_types: EventKinds = Field(
        EventKinds(), description="Types of events that show that a user wants something."
    )
    user_items: int = Field(
        100,
        ge=2,
        le=1_000,
        description="Most items, and posts, of a user that count, the latest first: bounds pairs.",
    )
    min_common: PositiveInt = Field(
        5, description="Items that fewer users have in common are not alike."
    )
    shrinkage: float = Field(
        10.0,
        ge=0,
        allow_inf_nan=False,
        description="Common users at which a cosine counts half when similar items are ranked.",
    )
    min_orders: PositiveInt = Field(
        20, description="Pairs in fewer orders are not told: the least support, as a count."
    )
    basket_items: int = Field(
        100,
        ge=2,
        le=1_000,
        description="Orders of more different items are left out, and counted: bounds pairs.",
    )
    left_out: tuple[str, ...] = Field(
        (), description="product_ids that are no items, such as postage; in any case of letters."
    )

    @property
    def actions(self) -> FactorSettings:
        """Which events and days count, for `actions_of`."""
        return FactorSettings(window_days=self.window_days, event_types=self.event_types)
