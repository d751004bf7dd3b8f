"""What posts are likely to bring in the weeks to come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyspark.sql import Row
from pyspark.sql import functions as F

from voxlake.core.pictures import Picture
from voxlake.report.growth.ahead import DayAhead
from voxlake.report.pictures import COLOURS, LIGHT, embedded, name_days
from voxlake.report.settings import WEEK
from voxlake.report.sources import Sources
from voxlake.tables import ENGAGEMENT_FORECASTS
from voxlake.tables.columns import ALL

_SERIES = "engagement"


@dataclass(frozen=True)
class Ahead:
    """Engagement of the posts of days to come.

    Attributes:
        level: Probability of the intervals, in percent.
        days: The days, in order.
        is_repeated: Whether it repeats the last week, as no model did better.
        asks_refit: Whether the last days went otherwise than such a forecast had them.
    """

    level: int
    days: list[DayAhead]
    is_repeated: bool
    asks_refit: bool

    @property
    def week(self) -> float:
        """What is expected of the first seven days together."""
        return sum(day.expected for day in self.days[:WEEK])

    @property
    def total(self) -> float:
        """What is expected of all the days together."""
        return sum(day.expected for day in self.days)

    @property
    def best(self) -> DayAhead:
        """The day of which most is expected; the first of equals."""
        return max(self.days, key=lambda day: day.expected)


def ahead_of_accounts(sources: Sources, accounts: Iterable[str]) -> dict[str, Ahead]:
    """The forecasts of engagement of some accounts that have one, with the narrowest interval.

    Args:
        sources: The tables.
        accounts: Their ids; `all` for all posts.
    """
    forecasts = sources[ENGAGEMENT_FORECASTS].where(F.col("series") == _SERIES)
    if not (ids := list(accounts)):
        return {}
    of_all = (F.col("grouping") == ALL) & F.lit(ALL in ids)
    of_account = (F.col("grouping") == "account") & F.col("group_id").isin(
        [one for one in ids if one != ALL]
    )
    rows = forecasts.where(of_all | of_account).orderBy("target_date").collect()  # days x accounts
    level = min((row["level"] for row in rows), default=0)
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row["level"] == level and row["forecast"] is not None:
            found.setdefault(ALL if row["grouping"] == ALL else row["group_id"], []).append(row)
    return {account: _ahead(level, days) for account, days in found.items()}


def _ahead(level: int, rows: Sequence[Row]) -> Ahead:
    return Ahead(
        level,
        [DayAhead(row["target_date"], row["forecast"], row["low"], row["high"]) for row in rows],
        rows[0]["reason"] is not None or rows[0]["model"] == "seasonal_naive",
        bool(rows[0]["asks_refit"]),
    )


@embedded
def ahead_picture(figure: Picture, ahead: Ahead) -> None:
    """The engagement that is expected of each day, with its interval."""
    axes = figure.subplots()
    places = range(len(ahead.days))
    low, high = [day.low for day in ahead.days], [day.high for day in ahead.days]
    axes.fill_between(places, low, high, color=LIGHT, alpha=0.5, linewidth=0)
    expected = [day.expected for day in ahead.days]
    axes.plot(places, expected, color=COLOURS["positive"], marker=".")
    name_days(axes, [day.day for day in ahead.days])
    axes.set_ylim(bottom=0)
    axes.set_ylabel("likes, replies and reposts")
