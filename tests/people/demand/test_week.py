"""The hours that there were, around the days on which clocks change."""

from datetime import date, timedelta

import pytest

from voxlake.people.demand.week import local_hours

NEW_YORK, BERLIN = "America/New_York", "Europe/Berlin"
SUNDAY = 6 * 24


def around(zone, day):
    """The hours of the three days before a day, of the day, and of the three after it."""
    return local_hours(zone, day - timedelta(days=3), day + timedelta(days=3), "UTC")


def test_a_week_in_utc_has_each_of_its_hours_once():
    assert set(local_hours("UTC", date(2024, 3, 4), date(2024, 3, 10), "UTC")) == {1.0}


@pytest.mark.parametrize(
    ("zone", "day"), [(NEW_YORK, date(2024, 3, 10)), (BERLIN, date(2024, 3, 31))]
)
def test_the_hour_that_clocks_skip_was_not_there(zone, day):
    hours = around(zone, day)

    assert hours[SUNDAY + 2] == 0
    assert hours[SUNDAY : SUNDAY + 24].sum() == 23


@pytest.mark.parametrize(
    ("zone", "day", "hour"), [(NEW_YORK, date(2024, 11, 3), 1), (BERLIN, date(2024, 10, 27), 2)]
)
def test_the_hour_that_clocks_repeat_was_there_twice(zone, day, hour):
    hours = around(zone, day)

    assert hours[SUNDAY + hour] == 2
    assert hours[SUNDAY : SUNDAY + 24].sum() == 25


def test_an_offset_of_a_part_of_an_hour_begins_a_day_within_an_hour():
    hours = local_hours("Asia/Kathmandu", date(2024, 3, 4), date(2024, 3, 4), "UTC")  # 5:45 ahead

    assert [*hours[4:7]] == [0, 0.25, 1]
    assert [*hours[24:31]] == [1, 1, 1, 1, 1, 0.75, 0]


@pytest.mark.parametrize(
    ("day", "missing", "twice", "length"),
    [(date(2024, 3, 10), 2, None, 23), (date(2024, 11, 3), None, 1, 25)],
)
def test_a_day_of_the_lake_has_the_hours_that_clocks_show_in_it_and_no_other(
    day, missing, twice, length
):
    hours = local_hours(NEW_YORK, day, day, NEW_YORK)

    told = {hour: count for hour, count in enumerate(hours[SUNDAY:]) if count != 1}
    assert told == {hour: n for hour, n in ((missing, 0), (twice, 2)) if hour is not None}
    assert hours.sum() == hours[SUNDAY:].sum() == length
