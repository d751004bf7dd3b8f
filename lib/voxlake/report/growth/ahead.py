"""How the number of users, orders and revenue are likely to go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.pictures import Picture
from voxlake.report.growth.active import ActiveDay
from voxlake.report.pictures import COLOURS, INK, LIGHT, embedded, legend_above, name_days
from voxlake.tables.columns import ALL_USERS

_SERIES = {
    "active_users": "People active on a day",
    "new_users": "New people",
    "orders": "Orders",
    "revenue": "Revenue",
}


@dataclass(frozen=True)
class DayAhead:
    """A figure that is expected of a day to come, and the interval that it should lie in."""

    day: date
    expected: float
    low: float
    high: float


@dataclass(frozen=True)
class Forecast:
    """Days to come of one figure, in order.

    Attributes:
        title: What is counted.
        level: Probability of the intervals, in percent.
        days: The days.
        first: First day that they rest on.
        error: Mean absolute error of such forecasts of past days, over that of repeating the week
            before; None where there was too little past.
    """

    title: str
    level: int
    days: list[DayAhead]
    first: date
    error: float | None

    @property
    def total(self) -> float:
        """What is expected of all the days together."""
        return sum(day.expected for day in self.days)


def forecasts_of_users(forecasts: DataFrame) -> dict[str, Forecast]:
    """Of all users together, with the narrowest of the intervals, by series.

    Args:
        forecasts: Rows of `forecasts` of one day.
    """
    of_all = forecasts.where(F.col("segment_id") == ALL_USERS)
    rows = of_all.orderBy("target_date").collect()
    level = min((row["level"] for row in rows), default=0)
    narrowest = [row for row in rows if row["level"] == level]
    by_series = {name: [row for row in narrowest if row["series"] == name] for name in _SERIES}
    return {
        series: Forecast(
            _SERIES[series],
            level,
            [DayAhead(r["target_date"], r["forecast"], r["low"], r["high"]) for r in days],
            days[0]["as_of_date"] - timedelta(days=days[0]["history_days"] - 1),
            days[0]["seasonal_naive_mase" if days[0]["reason"] else "ets_mase"],
        )
        for series, days in by_series.items()
        if days
    }


@embedded
def forecast_picture(figure: Picture, days: list[ActiveDay], forecast: Forecast) -> None:
    """Users active on each day so far, and expected on each day to come, with their intervals."""
    axes = figure.subplots()
    ahead = forecast.days
    places = range(len(days) - 1, len(days) + len(ahead))
    last = float(days[-1].dau)
    axes.plot(range(len(days)), [day.dau for day in days], color=INK, label="so far")
    expected = [last, *(day.expected for day in ahead)]
    axes.plot(places, expected, color=COLOURS["positive"], label="expected")
    axes.fill_between(
        places,
        [last, *(day.low for day in ahead)],
        [last, *(day.high for day in ahead)],
        color=LIGHT,
        alpha=0.5,
        linewidth=0,
        label=f"{forecast.level} of 100 days",
    )
    name_days(axes, [*(day.day for day in days), *(day.day for day in ahead)])
    axes.set_ylim(bottom=0)
    axes.set_ylabel("people active on a day")
    legend_above(axes, 3)
