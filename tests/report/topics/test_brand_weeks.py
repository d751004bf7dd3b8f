"""Days of brands are put together to weeks, with intervals that are right."""

from datetime import date, timedelta

import pytest

from voxlake.report.topics.brands import Weeks, together

AS_OF = date(2024, 3, 31)


def day(brand, days_ago, posts, share, **columns):
    return {
        "brand": brand,
        "post_date": AS_OF - timedelta(days=days_ago),
        "post_count": posts,
        "reach": 10 * posts,
        "share": share,
        "share_low": share - 0.0196,
        "share_high": share + 0.0196,
        **dict.fromkeys(("scored_count", "negative_count", "positive_count"), 0),
        "sentiment": None,
        **columns,
    }


def feeling(sentiment, low, high):
    return {"sentiment": sentiment, "sentiment_low": low, "sentiment_high": high}


def test_a_weeks_share_is_that_of_its_posts_and_its_interval_narrower_than_a_days():
    rows = [day("a", 0, 30, 0.3), day("a", 6, 10, 0.1), day("b", 0, 70, 0.7), day("b", 6, 90, 0.9)]

    (week,) = Weeks(AS_OF, rows).of("a")

    assert (week.posts, week.reach, week.scored, week.sentiment) == (40, 400, 0, None)
    assert week.share.value == pytest.approx(0.2)
    # Two days of 100 posts and intervals of .0196 to both sides: sqrt(2) x .0196 / 2.
    half = 0.0196 / 2**0.5
    assert (week.share.low, week.share.high) == pytest.approx((0.2 - half, 0.2 + half))


def test_weeks_end_on_the_last_day_and_one_without_posts_is_unknown():
    rows = [day("a", 0, 3, 1.0), day("b", 20, 5, 1.0)]

    weeks = Weeks(AS_OF, rows)

    assert weeks.starts == [date(2024, 3, 11), date(2024, 3, 18), date(2024, 3, 25)]
    assert weeks.brands == ["b", "a"]
    assert [week.posts for week in weeks.of("a")] == [0, 0, 3]
    assert [week.share and week.share.value for week in weeks.of("b")] == [1.0, None, None]


def test_a_first_week_that_is_not_whole_is_left_out_where_there_are_others():
    young = [day("a", 0, 3, 1.0), day("a", 5, 2, 1.0)]

    week_and_a_day = Weeks(AS_OF, [*young, day("a", 7, 9, 0.9), day("b", 7, 1, 0.1)])

    assert [week.posts for week in Weeks(AS_OF, young).of("a")] == [5]
    assert [week.posts for week in week_and_a_day.of("a")] == [5]
    assert week_and_a_day.brands == ["a"]


def test_a_day_with_one_scored_post_has_no_interval_and_counts_as_one_that_may_be_anything():
    one, many = feeling(-0.5, None, None), feeling(0.5, 0.5, 0.5)

    alone = together([one], "sentiment", [1], -1.0)
    both = together([one, many], "sentiment", [1, 99], -1.0)

    assert (alone.value, alone.low, alone.high) == (-0.5, -1.0, 1.0)
    assert both.value == pytest.approx(0.49)
    assert both.high - both.low == pytest.approx(2 * 2 / 100)


def test_ends_of_an_interval_stay_where_the_figure_can_be():
    (week,) = Weeks(AS_OF, [day("a", 0, 9, 0.999)]).of("a")

    assert week.share.high == 1.0
    assert together([], "share", [], 0.0) is None
