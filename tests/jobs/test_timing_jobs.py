"""build_best_post_times and forecast_engagement, end to end on a lake of a folder."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from voxlake.core.days import Days
from voxlake.core.errors import ConfigError, TooLittleDataError
from voxlake.jobs import build_best_post_times, forecast_engagement
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.marketing.timing.settings import EngagementForecastSettings, TimingSettings
from voxlake.people.forecast import prophet
from voxlake.run.context import Context
from voxlake.tables import (
    BEST_POST_TIMES,
    ENGAGEMENT_FORECASTS,
    MODEL_METRICS,
    POST_TOPICS,
    POSTS,
)

LAST = date(2024, 12, 31)
FIRST = datetime(2024, 2, 1)
BERLIN = ZoneInfo("Europe/Berlin")
FORECAST = EngagementForecastSettings(
    horizon_days=3, backtest_windows=1, top_accounts=1, groupings=("account", "topic")
)


@pytest.fixture
def context(spark, tmp_path):
    lake = Lake(spark, Root(str(tmp_path)), run_id="run", time_zone="Europe/Berlin")
    return lambda day: Context(spark, lake, models=None, days=Days.of([day]), run_id="run")


def posts_of(rng, name, best=None, days=330):
    """A post a day at one of six hours; at the best one of them, nine times the likes."""
    for n in range(days):
        hour = int(rng.integers(9, 15))
        at = (FIRST + timedelta(days=n, hours=hour)).replace(tzinfo=BERLIN).astimezone(UTC)
        log = 2.5 + rng.normal() + 2.2 * (hour == best)
        yield {
            "post_id": f"{name}{n}",
            "post_date": at.date(),
            "posted_at": at.replace(tzinfo=None),
            "user_id": name,
            "like_count": int(np.expm1(log).clip(0)),
            "source": "s",
        }


@pytest.fixture
def lake_of_posts(frame, context):
    today = context(LAST)
    rng = np.random.default_rng(13)
    rows = [
        *posts_of(rng, "planted", best=11),
        *(post for n in range(3) for post in posts_of(rng, f"none{n}")),
        *posts_of(rng, "new", days=5),
    ]
    today.lake.replace(frame(POSTS, *rows), POSTS, Days.every())
    topics = [
        {"post_id": row["post_id"], "post_date": row["post_date"], "topic_id": 4, "is_clear": True}
        for row in rows
        if row["user_id"] == "planted"
    ]
    today.lake.replace(frame(POST_TOPICS, *topics), POST_TOPICS, Days.every())
    return today


@pytest.mark.whole
def test_the_planted_hour_is_named_and_judged_by_later_posts(lake_of_posts):
    lake = lake_of_posts.lake

    build_best_post_times.run(lake_of_posts, TimingSettings())

    rows = lake.read(BEST_POST_TIMES).toPandas()
    assert rows.groupby(["account_id", "segment_id"]).size().to_dict() == {
        ("planted", -2): 168, ("none0", -2): 168, ("none1", -2): 168, ("none2", -2): 168,
        ("all", -2): 168, ("all", -1): 168,
    }  # fmt: skip
    named = rows[rows.is_reliable & (rows.effect > 0)]
    assert set(named.account_id) <= {"planted", "all"}
    assert {11} == set(named[named.account_id == "planted"].hour)
    assert set(rows.time_zone) == {"Europe/Berlin"}
    assert lake_of_posts.notes == {"accounts": 4, "with_best_times": 1}
    metrics = {row.metric: row for row in lake.read(MODEL_METRICS).collect()}
    assert {row.model for row in metrics.values()} == {"best_post_times"}
    assert {row.model_version for row in metrics.values()} == {f"until {LAST}"}
    assert (metrics["told_accounts"].value, metrics["accounts"].value) == (4, 4)
    assert metrics["reliable_accounts"].value >= 1
    assert metrics["reliable_gain"].value > 1.5
    assert -1 <= metrics["naive_rank_correlation"].value <= 1
    assert {"rank_correlation", "top_quarter_gain", "naive_gain"} <= metrics.keys()


@pytest.mark.parametrize("days", [0, 1], ids=["no history", "one post"])
@pytest.mark.whole
def test_without_a_level_all_accounts_have_hours_without_a_difference(frame, context, days):
    today = context(LAST)
    rows = posts_of(np.random.default_rng(1), "a", days=days)
    today.lake.replace(frame(POSTS, *rows), POSTS, Days.every())

    build_best_post_times.run(today, TimingSettings())

    rows = today.lake.read(BEST_POST_TIMES).collect()
    assert {(row.account_id, row.segment_id, row.is_reliable) for row in rows} == {
        ("all", -2, False)
    }
    assert len(rows) == 168
    assert {row.effect for row in rows} == {0.0}
    assert all(row.low < 0 < row.high for row in rows)
    assert {row.time_zone for row in rows} == {"Europe/Berlin"}


@pytest.mark.whole
def test_one_account_alone_whose_posts_get_nothing_has_no_reliable_difference(frame, context):
    today = context(LAST)
    rows = posts_of(np.random.default_rng(1), "a")  # over both changes of the clock
    silent = [{**row, "like_count": 0} for row in rows]
    today.lake.replace(frame(POSTS, *silent), POSTS, Days.every())

    build_best_post_times.run(today, TimingSettings())

    rows = today.lake.read(BEST_POST_TIMES).toPandas()
    assert set(rows.account_id) == {"a", "all"}
    assert not rows.is_reliable.any()
    assert rows.effect.tolist() == pytest.approx([0.0] * len(rows), abs=1e-12)
    assert (rows.low < rows.high).all()
    own = rows[rows.account_id == "a"]
    assert set(own.hour[own.post_count > 0]) == {*range(9, 15)}
    metrics = {row.metric: row.value for row in today.lake.read(MODEL_METRICS).collect()}
    assert (metrics["told_accounts"], metrics["reliable_accounts"]) == (1, 0)
    assert metrics["top_quarter_gain"] == 1
    assert "rank_correlation" not in metrics


@pytest.mark.whole
def test_posts_reach_and_engagement_are_forecast_of_the_busiest_and_of_topics(lake_of_posts):
    lake = lake_of_posts.lake

    forecast_engagement.run(lake_of_posts, FORECAST)

    rows = lake.read(ENGAGEMENT_FORECASTS).toPandas()
    groups = {("all", "all"), ("account", "none0"), ("topic", "4")}
    assert set(zip(rows.grouping, rows.group_id, strict=True)) == groups
    assert set(rows.series) == {"posts", "reach", "engagement"}
    assert sorted(rows.target_date.unique()) == [LAST + timedelta(days=n) for n in (1, 2, 3)]
    assert len(rows) == 3 * 3 * 3 * 2
    assert (rows.low <= rows.forecast).all()
    assert rows.asks_refit.notna().all()
    assert lake_of_posts.notes["series"] == 9
    metrics = lake.read(MODEL_METRICS).where("model = 'engagement_forecast'").collect()
    assert {"mase", "seasonal_naive_mase", "coverage_80", "asks_refit_share"} <= {
        row.metric for row in metrics
    }


@pytest.mark.whole
def test_a_few_days_of_posts_are_not_forecast(frame, context):
    today = context(LAST)
    post = {"post_id": "p", "post_date": LAST, "user_id": "a", "like_count": 1}
    today.lake.replace(frame(POSTS, post), POSTS, Days.every())

    with pytest.raises(TooLittleDataError, match=r"needs 14 days.*Ingest more days"):
        forecast_engagement.run(today, FORECAST)

    assert not today.lake.exists(ENGAGEMENT_FORECASTS)


@pytest.mark.whole
def test_prophet_is_asked_for_before_any_row_is_read(context, monkeypatch):
    def absent():
        raise ConfigError("voxlake[prophet]")

    monkeypatch.setattr(prophet, "require", absent)

    with pytest.raises(ConfigError, match=r"voxlake\[prophet\]"):
        forecast_engagement.run(context(LAST), FORECAST.model_copy(update={"models": ("prophet",)}))
