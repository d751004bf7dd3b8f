"""Daily series of segments, and the rows of a forecast."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from voxlake.core.errors import TooLittleDataError
from voxlake.people.forecast.series import Spans, daily_series, forecast_one
from voxlake.people.forecast.settings import ForecastSettings
from voxlake.tables import ACTIVITY_HOURS, FORECASTS
from voxlake.tables.columns import ALL_USERS

FIRST, AS_OF = date(2024, 3, 4), date(2024, 3, 31)
SETTINGS = ForecastSettings(horizon_days=3)


def test_series_come_from_growth_and_from_the_sums_of_hours_with_all_segments_together(frame):
    growth = frame(
        "activity_date date, segment_id int, dau long, daily_new long",
        {"activity_date": FIRST, "segment_id": ALL_USERS, "dau": 7, "daily_new": 2},
    )
    hour = {"activity_date": FIRST, "local_date": FIRST, "time_zone": "UTC"}
    activity = frame(
        ACTIVITY_HOURS,
        {**hour, "hour": 9, "segment_id": 1, "measure": "orders", "activity_count": 2},
        {**hour, "hour": -1, "segment_id": 3, "measure": "orders", "activity_count": 1},
        {**hour, "hour": 9, "segment_id": 1, "measure": "revenue", "total": 12.5},
        {**hour, "hour": 9, "segment_id": 1, "measure": "posts", "activity_count": 99},
    )

    daily = daily_series(growth, activity)

    found = {(r.series, r.segment_id): r.value for r in daily.where("day IS NOT NULL").collect()}
    assert found == {
        ("active_users", ALL_USERS): 7,
        ("new_users", ALL_USERS): 2,
        ("orders", 1): 2,
        ("orders", 3): 1,
        ("orders", ALL_USERS): 3,
        ("revenue", 1): 12.5,
        ("revenue", ALL_USERS): 12.5,
    }
    assert Spans.of(daily, AS_OF) == Spans(7, 0)
    with pytest.raises(TooLittleDataError, match=r"needs 14 days.*and the longest series has 2"):
        Spans.of(daily, FIRST + timedelta(days=1))


def test_nothing_at_all_is_too_little_to_forecast(frame):
    daily = frame("series string, segment_id int, day date, value double")

    with pytest.raises(TooLittleDataError, match="longest series has 0"):
        Spans.of(daily, AS_OF)


def rows(*values, first=FIRST, series="orders"):
    days = [first + timedelta(days=n) for n, value in enumerate(values) if value is not None]
    told = [value for value in values if value is not None]
    return pd.DataFrame({"series": series, "segment_id": 1, "day": days, "value": told})


def test_days_without_a_row_are_days_without_orders():
    found = forecast_one(rows(5.0, *[None] * 20, 7.0), AS_OF, SETTINGS)

    assert [*found.columns] == [*FORECASTS.column_names]
    assert set(found.history_days) == {28}
    of_80 = found[found.level == 80]
    assert [*of_80.target_date] == [AS_OF + timedelta(days=n) for n in (1, 2, 3)]
    assert [*of_80.forecast] == [7, 0, 0]  # as on the 25th, the 26th and the 27th
    assert set(found.model) == {"seasonal_naive"}
    assert found.ets_mase.isna().all()


def test_orders_are_never_fewer_than_none_and_revenue_may_be():
    values = np.tile([0.0, 9.0], 14)

    orders = forecast_one(rows(*values), AS_OF, SETTINGS)
    revenue = forecast_one(rows(*values, series="revenue"), AS_OF, SETTINGS)

    assert orders.low.min() == 0
    assert revenue.low.min() < 0


def test_a_series_of_less_than_two_weeks_has_no_forecast():
    assert forecast_one(rows(5.0, first=date(2024, 3, 19)), AS_OF, SETTINGS).empty
