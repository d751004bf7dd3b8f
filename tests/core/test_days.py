from datetime import date

import pytest

from voxlake.core.days import Days, day_number, numbered_day

MARCH = [date(2024, 3, day) for day in range(1, 6)]


def test_days_are_in_order_and_each_once():
    assert list(Days.of([MARCH[2], MARCH[0], MARCH[2]])) == [MARCH[0], MARCH[2]]


def test_both_ends_are_included():
    assert list(Days.between(MARCH[0], MARCH[4])) == MARCH


def test_a_lookback_reaches_before_the_first_day():
    assert list(Days.of([MARCH[2]]).with_lookback(2)) == MARCH[:3]


def test_weeks_are_whole_from_monday_to_sunday():
    sunday, tuesday = date(2024, 3, 3), date(2024, 3, 5)
    first, second = date(2024, 2, 26), date(2024, 3, 4)

    days = Days.of([sunday, tuesday])

    assert days.mondays == Days.of([first, second])
    assert days.whole_weeks == Days.between(first, date(2024, 3, 10))
    assert Days.of([]).whole_weeks == Days.of([])


def test_an_end_before_the_start_is_refused():
    with pytest.raises(ValueError, match="before the first day"):
        Days.between(MARCH[1], MARCH[0])


def test_no_days_and_every_day_have_no_last_day():
    for days in (Days.of([]), Days.every()):
        with pytest.raises(ValueError, match="no days to name"):
            _ = days.last


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (Days.every(), "every day"),
        (Days.of([]), "no days"),
        (Days.of(MARCH[:1]), "2024-03-01"),
        (Days.between(MARCH[0], MARCH[4]), "2024-03-01..2024-03-05 (5 days)"),
    ],
)
def test_days_say_what_they_are(days, text):
    assert str(days) == text


def test_a_day_has_a_number_that_gives_the_day_again():
    assert [day_number(date(1970, 1, 1)), day_number(date(2024, 3, 31))] == [0, 19_813]
    assert numbered_day(19_813.0) == date(2024, 3, 31)
