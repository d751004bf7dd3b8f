"""The week that the sums of one segment and measure tell."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from voxlake.people.demand.demand import estimate_week

MONDAY = date(2024, 3, 4)
LAST = date(2024, 3, 17)


def week(*rows, first=MONDAY, measure="posts"):
    """The rows found, by weekday and hour; rows are day, hour, count and other columns."""
    listed = [
        {
            "segment_id": 1,
            "measure": measure,
            "time_zone": "UTC",
            "local_date": MONDAY + timedelta(days=day),
            "hour": hour,
            "activity_count": count,
            "log_sum": np.nan,
            "log_square_sum": np.nan,
            "assumed_zone_count": 0,
            **others,
        }
        for day, hour, count, others in rows
    ]
    found = estimate_week(pd.DataFrame(listed), first, LAST, 0.95, "UTC")
    return {(row.weekday, row.hour): row for row in found.itertuples()}


def test_an_hour_without_posts_is_expected_to_be_as_its_day_and_hour_are():
    found = week((0, 9, 6, {}), (7, 9, 6, {}), (1, 9, 2, {}))

    assert len(found) == 168
    monday, quiet = found[1, 9], found[3, 3]
    assert (monday.activity_count, monday.hours, monday.observed) == (12, 2.0, 6.0)
    assert (quiet.activity_count, quiet.observed) == (0, 0.0)
    assert 0 < quiet.expected < found[3, 9].expected < monday.expected
    assert monday.low < monday.expected < monday.high


def test_a_window_of_one_day_tells_the_hours_of_that_day():
    found = week((13, 9, 6, {}), first=LAST)

    assert {weekday for weekday, _ in found} == {7}
    assert len(found) == 24


def test_zones_count_their_own_hours_by_what_was_done_in_them():
    new_york = {"time_zone": "America/New_York", "assumed_zone_count": 1}

    found = week((0, 2, 1, {}), (0, 2, 3, new_york))

    # Clocks in New York skip the hour from two on Sunday the 10th, which leaves the 17th.
    assert found[7, 2].hours == pytest.approx((1 * 2 + 3 * 1) / 4)
    assert found[1, 2].assumed_zone_share == pytest.approx(1 / 4)
    assert found[1, 2].time_zones == ["America/New_York", "UTC"]


def test_a_typical_post_receives_as_many_likes_as_posts_that_are_all_alike():
    alike = {"log_sum": 2 * np.log(5), "log_square_sum": 2 * np.log(5) ** 2}

    found = week((0, 9, 2, alike), measure="likes")

    assert found[1, 9].observed == pytest.approx(4)
    assert found[2, 9].observed is None
    assert found[2, 9].expected == pytest.approx(4)


@pytest.mark.parametrize(
    ("day", "hour", "hours", "length"),
    [(date(2024, 3, 10), 3, 1.0, 23), (date(2024, 11, 3), 1, 2.0, 24)],
)
def test_a_day_of_23_or_25_hours_counts_per_hour_that_its_clocks_showed(day, hour, hours, length):
    los_angeles = "America/Los_Angeles"
    rows = {
        "segment_id": 1,
        "measure": "posts",
        "time_zone": los_angeles,
        "local_date": day,
        "hour": hour,
        "activity_count": 6,
        "log_sum": np.nan,
        "log_square_sum": np.nan,
        "assumed_zone_count": 6,
    }

    found = estimate_week(pd.DataFrame([rows]), day, day, 0.95, los_angeles)

    assert (set(found["weekday"]), len(found)) == ({7}, length)
    at = found.set_index("hour").loc[hour]
    assert (at.activity_count, at.hours, at.observed) == (6, hours, 6 / hours)
