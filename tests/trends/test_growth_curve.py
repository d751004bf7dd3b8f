import pytest

from voxlake.trends.growth_curve import curve_of, grown, growth_curve

MANY = 10**9


def test_young_posts_have_the_share_that_they_lie_below_the_oldest():
    curve = curve_of([(MANY, -2.1), (MANY, -1.1), (MANY, -0.1)])

    assert curve == pytest.approx((-2, -1, 0), abs=1e-6)


def test_a_class_of_few_posts_is_drawn_towards_no_difference():
    assert curve_of([(20, -2.0), (MANY, 0.0)]) == pytest.approx((-1, 0), abs=1e-6)


def test_the_curve_does_not_fall_and_a_class_without_posts_is_as_the_younger_one():
    curve = curve_of([(MANY, -1.0), (MANY, -3.0), (0, 0.0), (MANY, 0.5), (MANY, 0.0)])

    assert curve == pytest.approx((-1, -1, -1, 0, 0), abs=1e-6)


def test_without_posts_nothing_is_known_of_ages():
    assert set(curve_of([(0, 0.0)] * 3)) == {0.0}


def test_ages_are_read_off_the_posts_and_put_on_them(frame):
    schema = "age_hours double, log_engagement double, log_usual double"
    young = [{"age_hours": 1.0, "log_engagement": 1.0, "log_usual": 3.0}] * 20
    old = [{"age_hours": 200.0, "log_engagement": 3.0, "log_usual": 3.0}] * 5
    posts = frame(schema, *young, *old)

    curve = growth_curve(posts)
    found = posts.select("age_hours", grown(curve).alias("log_share")).distinct().collect()

    assert {row["age_hours"]: row["log_share"] for row in found} == {1.0: -1.0, 200.0: 0.0}
    assert len(curve) == 10
