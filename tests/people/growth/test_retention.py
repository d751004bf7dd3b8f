"""Retention worked out by hand, and the days and periods that a change reaches."""

from datetime import date, timedelta

import pytest

from voxlake.core.days import Days
from voxlake.people.growth.reach import Reach, days_up_to
from voxlake.people.growth.retention import count_retention, days_of_periods, period_starts
from voxlake.tables import RETENTION, USER_DAYS, USER_FIRST_DAYS

MONDAY = date(2024, 4, 1)  # also the first of a month


def nth(n):
    return MONDAY + timedelta(days=n)


def test_cohorts_of_weeks_and_months_are_counted_as_worked_out_by_hand(frame):
    # Ann comes in the first week and returns in the second and in May, Ben comes on its Sunday and
    # never returns, Cat comes in the second week and returns in May.
    active = {
        "ann": [nth(0), nth(2), nth(7), nth(30)],
        "ben": [nth(6)],
        "cat": [nth(8), nth(31)],
    }
    user_days = frame(
        USER_DAYS,
        *({"user_id": u, "activity_date": d} for u, days in active.items() for d in days),
    )
    firsts = frame(
        USER_FIRST_DAYS, *({"user_id": u, "first_date": days[0]} for u, days in active.items())
    )
    starts = Days.of([nth(0), nth(7), nth(14), date(2024, 5, 1)])

    found = count_retention(user_days, firsts, starts)

    assert found.columns == list(RETENTION.column_names)
    assert sorted(tuple(row) for row in found.collect()) == [
        (nth(0), "month", nth(0), 0, 3, 3, 1.0),
        (nth(0), "week", nth(0), 0, 2, 2, 1.0),
        (nth(7), "week", nth(0), 1, 2, 1, 0.5),
        (nth(7), "week", nth(7), 0, 1, 1, 1.0),
        (nth(14), "week", nth(0), 2, 2, 0, 0.0),
        (nth(14), "week", nth(7), 1, 1, 0, 0.0),
        (date(2024, 5, 1), "month", nth(0), 1, 3, 2, pytest.approx(2 / 3)),
    ]


def test_periods_are_the_mondays_and_firsts_of_the_days_with_all_their_days():
    starts = period_starts(Days.of([date(2024, 2, 14)]))

    assert list(starts) == [date(2024, 2, 1), date(2024, 2, 12)]
    assert days_of_periods(starts) == Days.between(date(2024, 2, 1), date(2024, 2, 29))


def reach(days, *, changed=(), counted_to=None, last=None):
    days = Days.of(map(nth, days))
    return Reach(
        days=days,
        changed=Days.of(map(nth, changed)),
        counted_to=None if counted_to is None else nth(counted_to),
        last=days.last if last is None else nth(last),
        reach_days=10,
    )


def test_a_new_day_reaches_itself_and_the_days_since_the_last_that_had_rows():
    assert list(reach([40], changed=[40], counted_to=39).growth_days) == [nth(40)]
    assert list(reach([40], counted_to=37).growth_days) == [nth(38), nth(39), nth(40)]
    assert list(reach([40], changed=[40], counted_to=39).periods) == [date(2024, 5, 1), nth(35)]


def test_an_old_day_reaches_two_months_as_far_as_they_have_come():
    assert reach([5], last=40, counted_to=40).growth_days == Days.between(nth(5), nth(14))
    assert reach([5], last=8, counted_to=8).growth_days == Days.between(nth(5), nth(8))


def test_first_days_that_change_reach_their_own_months_and_all_later_periods():
    moved = reach([5], changed=[5, 30], last=40, counted_to=40)

    assert moved.growth_days == Days.of(
        [*Days.between(nth(5), nth(14)), *Days.between(nth(30), nth(39))]
    )
    assert moved.periods == period_starts(Days.between(nth(5), nth(40)))
    unmoved = reach([5], last=40, counted_to=40)
    assert unmoved.periods == period_starts(Days.of([nth(5)]))


def test_the_days_that_have_an_effect_on_a_day_end_with_it():
    assert days_up_to(Days.of([nth(5)]), 3) == Days.between(nth(3), nth(5))
