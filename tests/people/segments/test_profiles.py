import pytest

from voxlake.people.segments.naming import busiest_hours, describe, name_segments
from voxlake.people.segments.profiles import (
    Difference,
    Profile,
    of_told_topics,
    profile_segments,
)
from voxlake.people.segments.summaries import largest_topics
from voxlake.people.segments.traits import Trait, traits
from voxlake.tables import USER_FEATURES, USER_SEGMENTS

TRAITS = {trait.name: trait for trait in traits(topic_count=2)}
TITLES = {1: "match, goal, team"}


@pytest.fixture
def users(frame):
    """Two buyers who never post (segment 0) and an author who never buys (segment 1)."""
    nothing = {"post_count": 0, "active_days": 0, "order_count": 0, "revenue": 0.0}
    return frame(
        USER_FEATURES,
        {"user_id": "a", **nothing, "order_count": 1, "revenue": 9.0, "mean_order_value": 9.0},
        {"user_id": "b", **nothing, "order_count": 3, "revenue": 30.0, "mean_order_value": 10.0},
        {"user_id": "c", **nothing, "post_count": 4, "evening_share": 0.5},
    )


@pytest.fixture
def assigned(frame):
    return frame(
        USER_SEGMENTS,
        {"user_id": "a", "segment_id": 0},
        {"user_id": "b", "segment_id": 0},
        {"user_id": "c", "segment_id": 1},
    )


def test_means_are_over_those_who_have_the_feature_and_differences_are_standardised(
    users, assigned
):
    silent_buyers, authors, empty = profile_segments(users, assigned, [0, 1, 2])

    # Of has_orders, 1, 1 and 0: the mean is 2/3 and the standard deviation is sqrt(2)/3.
    (has_orders,) = (d for d in silent_buyers.differences if d.trait.name == "has_orders")
    assert (has_orders.mean, has_orders.overall) == pytest.approx((1.0, 2 / 3))
    assert has_orders.difference == pytest.approx((1 / 3) / (2**0.5 / 3))
    assert "evening_share" not in {d.trait.name for d in silent_buyers.differences}
    assert [p.noun for p in (silent_buyers, authors, empty)] == [
        "silent buyers",
        "authors",
        "users",
    ]
    assert [p.user_count for p in (silent_buyers, authors, empty)] == [2, 1, 0]


def test_where_nobody_posts_those_who_only_return_goods_are_not_called_buyers(frame, assigned):
    users = frame(
        USER_FEATURES,
        {"user_id": "a", "post_count": 0, "order_count": 1, "revenue": 9.0},
        {"user_id": "b", "post_count": 0, "order_count": 3, "revenue": 30.0},
        {"user_id": "c", "post_count": 0, "order_count": 0, "revenue": -5.0},
    )

    assert [p.noun for p in profile_segments(users, assigned, [0, 1])] == ["buyers", "onlookers"]


def profile(segment_id, noun, **differences):
    """A segment with these differences, whose means are 2 against 1, or 0 where they are less."""
    listed = [
        Difference(TRAITS[name], 2.0 if size > 0 else 0.0, 1.0, size)
        for name, size in differences.items()
    ]
    return Profile(segment_id, 10, noun, sorted(listed, key=lambda d: -abs(d.difference)))


def test_a_name_joins_the_two_largest_differences_to_the_noun():
    names = name_segments(
        [
            profile(0, "buyers", sentiment_mean=0.9, evening_share=1.2, order_count=0.5),
            profile(1, "authors", topic_1=1.5, night_share=0.8),
            profile(2, "silent buyers", revenue=-0.6, order_count=-0.4),
            profile(3, "onlookers", has_posts=-2.0, order_count=-1.0),
        ],
        TITLES,
    )

    assert names == {
        0: "Cheerful buyers who post in the evening",
        1: "Authors who write about “match, goal, team” and post at night",
        2: "Low-spending silent buyers",
        3: "Typical onlookers",
    }


def test_a_segment_is_named_by_the_values_that_more_of_it_have():
    trait = Trait("attributes.plan=pro", "attributes.plan", "NULL", "NULL")
    pro = Profile(0, 10, "authors", [Difference(trait, 0.9, 0.3, 1.2)])

    assert name_segments([pro], {}) == {0: "Authors who have “pro” as plan"}
    assert "more of them have “pro” as plan (90%, all 30%)" in describe(pro, 40, {})


def test_differences_too_small_to_tell_are_not_named():
    assert name_segments([profile(0, "buyers", sentiment_mean=0.2)], {}) == {0: "Typical buyers"}


def test_a_group_of_features_is_named_once():
    told = profile(0, "authors", evening_share=2.0, night_share=-1.5, negative_share=-1.0)

    assert name_segments([told], {}) == {0: "Cheerful authors who post in the evening"}


def test_segments_of_the_same_name_get_another_word_or_a_number():
    alike = {"evening_share": 2.0, "sentiment_mean": 1.0}
    names = name_segments(
        [
            profile(0, "authors", **alike, follower_count=0.5),
            profile(1, "authors", **alike),
            profile(2, "authors", **alike),
        ],
        {},
    )

    assert names == {
        0: "Cheerful, widely followed authors who post in the evening",
        1: "Cheerful authors who post in the evening (1)",
        2: "Cheerful authors who post in the evening (2)",
    }


def test_a_description_gives_the_size_and_both_means():
    told = profile(0, "buyers", days_since_order=-1.0, has_posts=0.5)

    assert describe(told, 40, {}) == (
        "10 users, 25% of all. Against all users, they last bought more recently "
        "(0 days, all 1 days); more of them post (200%, all 100%)."
    )


def test_a_difference_that_the_means_do_not_bear_out_is_neither_named_nor_told():
    # One user of another group spent so much that all users' mean lies above this group's.
    against = Difference(TRAITS["revenue"], 20.0, 500.0, 0.8)
    odd = Profile(0, 10, "buyers", [against])

    assert name_segments([odd], {}) == {0: "Typical buyers"}
    assert describe(odd, 40, {}) == "10 users, 25% of all. They are much like all users."


def test_two_means_that_round_to_the_same_are_told_in_more_places():
    near = Profile(0, 10, "authors", [Difference(TRAITS["likes_per_post"], 0.04, 0.02, 0.8)])

    assert "their posts get more likes (0.04, all 0.02)" in describe(near, 40, {})


def test_a_description_tells_growth_hours_mood_and_value_where_they_are_known():
    hours = [0.01] * 18 + [0.2, 0.2, 0.2, 0.12, 0.08, 0.02]
    facts = {
        "growth": 0.25,
        "earlier_date": "2024-03-03",
        "active_hours": hours,
        "mood": "cheerful",
        "moods": [("cheerful", 0.4), ("unknown", 0.35), ("stressed", 0.25)],
        "mean_expected_value": 1234.5,
        "currency": "EUR",
    }

    assert describe(profile(0, "buyers"), 40, {}, facts) == (
        "10 users, 25% of all. They are much like all users. "
        "Since 2024-03-03 their number has changed by +25%. "
        "Busiest from 18:00 to 22:00 UTC (72% of their posts). "
        "By the emotions in posts by and about them, 40% sound cheerful, 25% stressed; "
        "of 35% it is unknown. "
        "A user is expected to bring 1,234.50 EUR."
    )


def test_the_busiest_hours_may_lie_over_midnight():
    hours = [0.3, 0.1] + [0.0] * 20 + [0.25, 0.35]

    assert busiest_hours(hours) == (22, 2, pytest.approx(1.0))


def test_posting_is_not_said_of_those_of_whom_most_do_not_post():
    told = profile(0, "silent buyers", evening_share=2.0, order_count=1.0)

    assert name_segments([told], {}) == {0: "Frequent silent buyers"}


def test_a_topic_that_people_hide_is_neither_named_nor_told_and_does_not_stand_before_another():
    hidden = profile(0, "authors", topic_0=2.0, topic_1=1.0, night_share=0.5)

    (told,) = of_told_topics([hidden], TITLES)

    assert [d.trait.name for d in told.differences] == ["topic_1", "night_share"]
    assert name_segments([told], TITLES) == {
        0: "Authors who write about “match, goal, team” and post at night"
    }


def test_shares_of_topics_that_people_merged_are_told_together():
    means = {0: 0.1, 1: 0.2, 2: 0.25, 3: 0.0, 4: 0.05, 5: 0.04}
    many = {trait.name: trait for trait in traits(topic_count=6)}
    differences = [Difference(many[f"topic_{i}"], mean, 0.1, 1.0) for i, mean in means.items()]
    titles = {0: "fees", 1: "fees", 2: "sport", 3: "none", 4: "loans", 5: "cards"}

    found = largest_topics([*differences, Difference(many["revenue"], 9.0, 1.0, 1.0)], titles)

    assert [(topic, title) for topic, title, *_ in found] == [
        (1, "fees"),
        (2, "sport"),
        (4, "loans"),
    ]
    assert found[0][2:] == pytest.approx((0.3, 0.2))
    assert largest_topics(differences, {}) == []
