"""Series of posts and what they receive, and the rows of their forecasts."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from voxlake.marketing.timing.forecasts import forecast_one, series_of_posts
from voxlake.marketing.timing.settings import EngagementForecastSettings, TimingSettings
from voxlake.people.membership import Membership
from voxlake.tables import ENGAGEMENT_FORECASTS, POSTS, USER_SEGMENTS

FIRST, AS_OF = date(2024, 3, 4), date(2024, 3, 31)
SETTINGS = EngagementForecastSettings(horizon_days=3, top_accounts=1, top_topics=1)


def rows(values, series="posts", first=FIRST):
    days = [first + timedelta(days=n) for n in range(len(values))]
    told = {"series": series, "grouping": "account", "group_id": "a", "day": days}
    return pd.DataFrame({**told, "value": np.array(values, float)})


def test_posts_are_summed_by_day_for_all_and_for_the_groups_asked_for(frame):
    own = {"post_date": FIRST, "user_id": "a", "like_count": 2, "reply_count": 1}
    posts = frame(
        POSTS,
        {**own, "post_id": "p1", "view_count": 50},
        {**own, "post_id": "p2"},
        {**own, "post_id": "p3", "user_id": "b"},
        {**own, "post_id": "p4", "is_repost": True},
        {**own, "post_id": "p5", "is_usable": False},
        {"post_id": "p6", "post_date": FIRST, "user_id": "a"},
        {**own, "post_id": "p7", "post_date": AS_OF},  # too young to tell of engagement
    )
    topics = frame("post_id string, topic_id int", {"post_id": "p2", "topic_id": 7})
    members = Membership(frame(USER_SEGMENTS), {})

    daily = series_of_posts(
        posts=posts, topics=topics, members=members, as_of=AS_OF, settings=SETTINGS
    )

    found = {(r.grouping, r.group_id, r.series, r.day): r.value for r in daily.collect()}
    assert found["all", "all", "posts", FIRST] == 4
    assert found["all", "all", "reach", FIRST] == 50 + 3 + 3 + 0
    assert found["all", "all", "engagement", FIRST] == 9
    assert found["account", "a", "posts", FIRST] == 3
    assert found["account", "a", "posts", AS_OF] == 1
    assert found["topic", "7", "engagement", FIRST] == 3
    assert found["segment", "-1", "posts", FIRST] == 4
    assert not any(key[2] != "posts" and key[3] == AS_OF for key in found)
    assert not any(key[1] == "b" for key in found)


def test_days_ahead_begin_after_the_last_day_however_young_its_posts():
    posts = forecast_one(rows([*range(1, 8)] * 4), AS_OF, SETTINGS)
    reach = forecast_one(rows([*range(1, 8)] * 4, "reach"), AS_OF, SETTINGS)

    assert [*posts.columns] == [*ENGAGEMENT_FORECASTS.column_names]
    for found, days in ((posts, 28), (reach, 25)):
        of_80 = found[found.level == 80]
        assert [*of_80.target_date] == [AS_OF + timedelta(days=n) for n in (1, 2, 3)]
        assert [*of_80.forecast] == [1, 2, 3]  # Monday to Wednesday
        assert set(found.history_days) == {days}
        assert found.asks_refit.isna().all()
        assert found.is_holiday.isna().all()


def test_a_series_that_broke_asks_for_a_refit_and_one_that_went_on_does_not():
    rng = np.random.default_rng(2)
    settings = SETTINGS.model_copy(update={"backtest_windows": 1, "horizon_days": 14})
    first = AS_OF - timedelta(days=139)
    values = 100 + rng.normal(0, 5, 140)
    broken = values.copy()
    broken[-14:] = 10

    went_on = forecast_one(rows(values, first=first), AS_OF, settings)
    broke = forecast_one(rows(broken, first=first), AS_OF, settings)

    assert not went_on.asks_refit.any()
    assert broke.asks_refit.all()
    assert (broke.last_mase > settings.refit_error).all()


def test_days_ahead_say_which_are_holidays():
    german = SETTINGS.model_copy(update={"holidays": "DE"})

    found = forecast_one(rows([1.0] * 28), AS_OF, german)

    assert [*found[found.level == 80].is_holiday] == [True, False, False]  # Easter Monday


@pytest.mark.parametrize("values", [[0.0] * 90, [0.0] * 89 + [9.0]], ids=["nothing", "one post"])
def test_series_of_nothing_have_a_finite_forecast(values):
    found = forecast_one(rows(values, first=AS_OF - timedelta(days=89)), AS_OF, SETTINGS)

    assert np.isfinite(found[["forecast", "low", "high"]].to_numpy(float)).all()
    assert (found.low >= 0).all()


def test_a_series_of_less_than_two_weeks_has_no_forecast():
    assert forecast_one(rows([3.0], first=AS_OF), AS_OF, SETTINGS).empty


def test_settings_that_cannot_work_are_refused():
    with pytest.raises(ValidationError, match="needs a country"):
        EngagementForecastSettings(models=("ets_holidays",))
    with pytest.raises(ValidationError, match="no time zone"):
        TimingSettings(account_zones={"a": "Berlin"})
    with pytest.raises(ValidationError, match="odd number"):
        TimingSettings(level_weeks=4)
