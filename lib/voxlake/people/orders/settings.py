"""Settings of what counts as a purchase. Imports no pyspark."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator

RULES = 2
"""Raised where the same settings make other purchases than before, so that days are built anew."""

Rate = Annotated[Decimal, Field(gt=0, lt=10**9)]


class OrderSettings(BaseModel, frozen=True, extra="forbid"):
    """How lines of orders become purchases."""

    purchase: Literal["day", "order"] = Field(
        "day", description="What one purchase is: all that a user orders on a day, or each order."
    )
    currency: str | None = Field(
        None,
        description="ISO 4217 code that all money is told in; may be left out when orders are in "
        "one currency.",
    )
    rates: dict[str, Rate | dict[date, Rate]] = Field(
        {},
        description="For each other currency, what one unit of it is worth in orders.currency: a "
        "rate, or rates by the day from which they hold. Lines in a currency without a rate are "
        "counted and left out.",
    )
    refunds: Literal["product_and_price", "product", "order"] = Field(
        "product_and_price",
        description="What finds the order that a refund takes back, where the refund does not "
        "name it: the same buyer, product and unit price; buyer and product; or nothing.",
    )
    refund_days: int | None = Field(
        365, ge=0, description="Most days from an order to its refund; null: any number."
    )

    revenue_days: tuple[Annotated[int, Field(ge=1)], ...] = Field(
        (30, 90, 365), description="Windows of days that user_revenue is told for, beside all days."
    )

    @model_validator(mode="after")
    def _rates_into_a_currency(self) -> Self:
        if self.rates and self.currency is None:
            raise ValueError("rates need orders.currency, the currency that they lead to")
        if self.currency in self.rates:
            raise ValueError(f"rates has {self.currency}, which is orders.currency itself")
        if empty := [name for name, rate in self.rates.items() if rate == {}]:
            raise ValueError(f"rates of {', '.join(empty)} has no day")
        return self

    @property
    def definition(self) -> str:
        """What rows must share to add up, rates aside: new ones come in without an end."""
        within = "any" if self.refund_days is None else self.refund_days
        money = self.currency or "the only one"
        chosen = f"currency={money} purchase={self.purchase} refunds={self.refunds} within={within}"
        return f"{chosen} rules={RULES}"
