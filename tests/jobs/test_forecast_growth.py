"""forecast_growth, end to end on a lake of a folder."""

from datetime import date, timedelta

import pytest
from pyspark.testing import assertDataFrameEqual

from voxlake.core.days import Days
from voxlake.core.errors import TooLittleDataError
from voxlake.jobs import forecast_growth
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.people.forecast.settings import ForecastSettings
from voxlake.run.context import Context
from voxlake.tables import ACTIVITY_HOURS, FORECASTS, GROWTH, MODEL_METRICS

LAST = date(2024, 3, 31)
DAYS = [LAST - timedelta(days=n) for n in reversed(range(98))]
SETTINGS = ForecastSettings(backtest_windows=1)


@pytest.fixture
def context(spark, tmp_path):
    lake = Lake(spark, Root(str(tmp_path)), run_id="run")
    return lambda day: Context(spark, lake, models=None, days=Days.of([day]), run_id="run")


def test_users_and_orders_are_forecast_and_another_day_leaves_them_as_they_are(frame, context):
    today = context(LAST)
    lake = today.lake
    of_growth = [
        {"activity_date": day, "segment_id": -2, "dau": 50 + n % 7 + n % 3, "daily_new": 1}
        for n, day in enumerate(DAYS)
    ]
    of_hours = [
        {
            "activity_date": day,
            "local_date": day,
            "hour": 9,
            "time_zone": "UTC",
            "segment_id": 0,
            "measure": "orders",
            "activity_count": 4 + n % 2,
        }
        for n, day in enumerate(DAYS[-10:])
    ]
    lake.replace(frame(GROWTH, *of_growth), GROWTH, Days.every())
    lake.replace(frame(ACTIVITY_HOURS, *of_hours), ACTIVITY_HOURS, Days.every())

    forecast_growth.run(today, SETTINGS)
    first, metrics = lake.read(FORECASTS), lake.read(MODEL_METRICS)
    forecast_growth.run(context(DAYS[-2]), SETTINGS)

    rows = first.collect()
    assert today.notes["history"].endswith(f"{SETTINGS.history_days} days up to {LAST}")
    assertDataFrameEqual(lake.read(FORECASTS, Days.of([LAST])), first)
    assert {(row.series, row.segment_id, row.history_days) for row in rows} == {
        ("active_users", -2, 98),
        ("new_users", -2, 98),
    }  # ten days of orders are too few
    assert len(rows) == 2 * 2 * 28
    assert {row.target_date for row in rows} == {LAST + timedelta(days=n + 1) for n in range(28)}
    assert today.notes == {
        "series": 4,
        "too_short": 2,
        "history": "at most the 182 days up to 2024-03-31",
    }
    found = {row.metric: row.value for row in metrics.where("split like 'active%'").collect()}
    assert set(found) == {"ets_mase", "seasonal_naive_mase", "coverage_80", "coverage_95"}
    assert {row.model_version for row in metrics.collect()} == {f"until {LAST}"}


def test_a_lake_of_a_few_days_is_not_forecast(context):
    today = context(LAST)

    with pytest.raises(TooLittleDataError, match="needs 14 days"):
        forecast_growth.run(today, SETTINGS)

    assert not today.lake.exists(FORECASTS)
