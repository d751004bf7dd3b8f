"""Campaigns of the sample's shop, and what was spent on them: each returns what is planted.

Orders come by a campaign by chance, the more the more of its money a day has. What is spent on it
in all is then the revenue that it brought, divided by the planted return.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from scipy import special

from voxlake.sample.draws import Draws, series
from voxlake.sample.settings import SampleSettings

_Floats = npt.NDArray[np.float64]
_Entry = tuple[str | int | None, ...]

SPEND_COLUMNS = "entry string, day string, campaign string, network string, cost string, " + (
    "currency string, shown long, clicked long"
)
_CURRENCY = "GBP"
_WEEKEND, _SATURDAY = 0.7, 5  # spend of a Saturday or Sunday against a working day; the first one
_SPREAD = 0.35  # of the log of a day's spend
_PER_THOUSAND, _CLICK_SHARE = 4.0, 0.02  # money for a thousand impressions; clicks of these
_FEE = Decimal("4.00")  # a day, for the channel `search` and no campaign
_CREDIT = Decimal("12.34")  # paid back once
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Campaign:
    """A campaign: when it runs, what it brings, and what that costs."""

    id: str
    name: str
    channel: str
    content_type: str
    first: float
    """When it begins, as a share of the sample's days; above 1 after the last of them."""
    last: float
    """When it ends, as such a share."""
    order_share: float = 0.0
    """Share of the orders of its days that come by it, on their mean."""
    return_on_spend: float | None = None
    """Revenue for each unit of money spent; None where nothing is spent for revenue."""
    daily: float = 0.0
    """Money spent a day that brings nothing."""
    budget: int | None = None
    audience: str | None = None

    @property
    def planted_return(self) -> float | None:
        """Revenue for each unit of money spent; null where nothing is spent."""
        return 0.0 if self.daily else self.return_on_spend

    def days(self, settings: SampleSettings) -> tuple[date, date]:
        """First and last day."""
        first = settings.first_day + timedelta(days=int(self.first * settings.days))
        last = settings.first_day + timedelta(days=int(self.last * settings.days) - 1)
        return first, last


CAMPAIGNS = (
    Campaign("search-brand", "Our name", "search", "text", 0, 1, 0.08, 6.0, budget=900),
    Campaign("search-words", "Words of our goods", "search", "text", 0, 1, 0.05, 1.6),
    Campaign("social-spring", "Spring", "social", "video", 0.3, 0.8, 0.10, 3.0, 0, 800, "fans"),
    Campaign("social-alike", "People alike", "social", "image", 0, 0.5, 0.04, 0.8, budget=1500),
    Campaign("display-reach", "Reach", "display", "image", 0.2, 0.9, 0.02, 0.4, budget=2000),
    Campaign("display-teaser", "Teaser", "display", "video", 0.5, 0.7, daily=20.0, budget=300),
    Campaign("mail-news", "Newsletter", "email", "text", 0, 1, 0.06),
    Campaign("social-summer", "Summer", "social", "video", 1.1, 1.6, budget=1200),
)
"""Some bring orders for nothing, one spends for nothing, one is planned for later."""


def campaign_of_order(day: Column, order_id: tuple[str, ...], settings: SampleSettings) -> Column:
    """Campaign that an order of the day (from 0) came by; null for most.

    Draws of its own decide, so that orders are the same with campaigns and without.
    """
    shares = [c.order_share * _weights(c, settings) for c in CAMPAIGNS]
    bounds = np.cumsum(shares, axis=0).T.tolist()
    by_day = F.from_json(F.lit(json.dumps(bounds)), "array<array<double>>")
    place = Draws(settings.seed, order_id).weighted(F.get(by_day, day), "campaign")
    return F.get(F.array(*[F.lit(c.id) for c in CAMPAIGNS]), place)


def campaign_records(spark: SparkSession, settings: SampleSettings) -> DataFrame:
    """The columns of the campaigns' file."""
    rows = []
    for c in CAMPAIGNS:
        first, last = c.days(settings)
        is_whole = c.first == 0 and c.last == 1
        plan = (str(first), None if is_whole else str(last), c.budget, _CURRENCY, c.audience)
        rows.append((c.id, c.name, c.channel, c.content_type, *plan))
    return spark.createDataFrame(
        rows,
        "id string, name string, network string, format string, from string, to string, "
        "budget int, currency string, audience string",
    )


def spend_records(
    spark: SparkSession, revenue: Mapping[str, Decimal], settings: SampleSettings
) -> DataFrame:
    """The columns of the file of spend by day: some paid back, some of no campaign, two broken.

    Args:
        spark: The session.
        revenue: What each campaign brought; campaigns that brought nothing may lack.
        settings: Of the sample.
    """
    rows: list[_Entry] = [
        _entry(campaign, number, cost, settings)
        for campaign in CAMPAIGNS
        for number, cost in enumerate(daily_costs(campaign, revenue, settings))
        if cost
    ]
    days = [str(settings.first_day + timedelta(days=n)) for n in range(settings.days)]
    rows += [(f"fee.{day}", day, None, "search", str(_FEE), _CURRENCY, None, None) for day in days]
    back = (days[1], "social-alike", "social", str(-_CREDIT), _CURRENCY, 0, 0)
    rows.append(("credit", *back))
    if settings.bad_share:
        rows += [("broken.1", None, *back[1:]), ("broken.2", *back[:3], "tba", *back[4:])]
    return spark.createDataFrame(rows, SPEND_COLUMNS)


def daily_costs(
    campaign: Campaign, revenue: Mapping[str, Decimal], settings: SampleSettings
) -> list[Decimal]:
    """What is spent on a campaign on each day of the sample, before what was paid back."""
    weights = _weights(campaign, settings)
    total = spent_on(campaign, revenue, settings)
    if not total or not weights.sum():
        return [Decimal(0)] * settings.days
    total += _CREDIT if campaign.id == "social-alike" else 0
    bounds = [total * Decimal(float(share)) for share in np.cumsum(weights) / weights.sum()]
    rounded = [Decimal(0), *(bound.quantize(_CENT) for bound in bounds)]
    return [after - before for before, after in pairwise(rounded)]


def spent_on(
    campaign: Campaign, revenue: Mapping[str, Decimal], settings: SampleSettings
) -> Decimal:
    """What is spent on a campaign in all."""
    brought = revenue.get(campaign.id, Decimal(0))
    for_revenue = brought / Decimal(campaign.return_on_spend or 1)
    days = int((_weights(campaign, settings) > 0).sum())
    idle = Decimal(campaign.daily * days)
    return ((for_revenue if campaign.return_on_spend else 0) + idle).quantize(_CENT)


def revenue_of(orders: DataFrame) -> dict[str, tuple[Decimal, int]]:
    """What each campaign brought, refunds taken off, and in how many orders.

    Args:
        orders: Columns of the orders' file; broken lines do not count.
    """
    paid = F.expr("try_cast(paid AS decimal(18,2))")
    rows = (
        orders.where(F.col("campaign").isNotNull() & paid.isNotNull())
        .groupBy("campaign")
        .agg(F.sum(paid).alias("revenue"), F.countDistinct("order").alias("orders"))
        .collect()
    )
    return {row.campaign: (row.revenue, row.orders) for row in rows}


def _entry(campaign: Campaign, number: int, cost: Decimal, settings: SampleSettings) -> _Entry:
    """A day's spend, with impressions and clicks about as usual for the money."""
    day = str(settings.first_day + timedelta(days=number))
    luck = series(settings.seed, f"impressions {campaign.id}", settings.days)[number]
    shown = int(float(cost) / _PER_THOUSAND * 1000 * (0.5 + luck))
    clicked = int(shown * _CLICK_SHARE * (1.5 - luck))
    entry = f"{campaign.id}.{day}"
    return entry, day, campaign.id, campaign.channel, str(cost), _CURRENCY, shown, clicked


def _weights(campaign: Campaign, settings: SampleSettings) -> _Floats:
    """How much of a campaign each day of the sample has: 1 on the mean of its days, else 0."""
    first, last = campaign.days(settings)
    days = [settings.first_day + timedelta(days=n) for n in range(settings.days)]
    usual = [
        (_WEEKEND if day.weekday() >= _SATURDAY else 1.0) if first <= day <= last else 0.0
        for day in days
    ]
    luck = special.ndtri(series(settings.seed, f"spend {campaign.id}", settings.days))
    weights: _Floats = np.array(usual) * np.exp(_SPREAD * luck)
    return weights / weights[weights > 0].mean() if weights.any() else weights
