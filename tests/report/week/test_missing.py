from datetime import date, timedelta

from voxlake.report.week.missing import said, thin_days, weeks_of

SUNDAY = date(2024, 3, 31)


def counts(but=(), of_day=lambda day: 40):
    """Posts of each of 28 days, but for those that are `days ago: count`."""
    days = {SUNDAY - timedelta(days=i): of_day(SUNDAY - timedelta(days=i)) for i in range(28)}
    days |= {SUNDAY - timedelta(days=i): n for i, n in but}
    return {day: n for day, n in days.items() if n}


def test_a_day_without_posts_and_one_that_just_began_are_named_with_what_is_usual():
    found = thin_days(counts([(0, 2), (9, 0)]), SUNDAY, 28)

    assert [(d.day.day, d.count, d.usual) for d in found] == [(22, 0, 40), (31, 2, 40)]
    assert weeks_of(found, SUNDAY) == {0, 1}
    this_week, before = said(found, "posts", SUNDAY)
    assert this_week.startswith("This week is not whole: 31 March (2 posts, usually about 40).")
    assert before.startswith("The week before is not whole: 22 March (0 posts")


def test_days_that_are_always_closed_and_feeds_of_few_posts_miss_nothing():
    closed_on_sundays = counts(of_day=lambda day: 0 if day.weekday() == 6 else 40)
    few = counts([(2, 0), (9, 0)], of_day=lambda day: 3)

    assert thin_days(closed_on_sundays, SUNDAY, 28) == []
    assert thin_days(few, SUNDAY, 28) == []


def test_days_before_the_first_post_are_not_missing():
    assert thin_days(counts(), SUNDAY, 50) == []
    assert thin_days({}, SUNDAY, 84) == []
