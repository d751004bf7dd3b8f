from datetime import date, datetime
from decimal import Decimal

import pytest
from pyspark.testing import assertDataFrameEqual

from voxlake.people.segments.features import build_user_features, feature_version
from voxlake.people.segments.settings import FeatureSettings
from voxlake.tables import FOLLOWS, ORDERS, POST_SENTIMENT, POST_TOPICS, POSTS, USER_FEATURES, USERS

AS_OF = date(2024, 3, 10)  # a Sunday
SETTINGS = FeatureSettings()


@pytest.fixture
def build(frame, counted):
    """Builds the features of these rows; a table that a test is not about is empty."""

    def run(
        *,
        posts=(),
        sentiment=(),
        topics=(),
        orders=(),
        users=(),
        follows=(),
        version="1",
        **settings,
    ):
        return build_user_features(
            posts=frame(POSTS, *posts),
            sentiment=frame(POST_SENTIMENT, *sentiment),
            topics=frame(POST_TOPICS, *topics),
            lines=counted(frame(ORDERS, *orders), currency="EUR"),
            users=frame(USERS, *users),
            follows=frame(FOLLOWS, *follows),
            topic_version=version,
            as_of=AS_OF,
            settings=FeatureSettings(**settings),
        )

    return run


def post(post_id, at, user_id="u", **columns):
    return {
        "post_id": post_id,
        "user_id": user_id,
        "posted_at": at,
        "post_date": at.date(),
        "is_usable": True,
        **columns,
    }


def order(line, day, amount, user_id="u", currency="EUR", **columns):
    return {
        "order_line_id": line,
        "order_id": line,
        "order_date": day,
        "ordered_at": datetime(day.year, day.month, day.day),
        "user_id": user_id,
        "amount": Decimal(amount),
        "currency": currency,
        **columns,
    }


def test_posts_are_counted_per_user_with_their_hours_and_engagement(build, frame):
    features = build(
        posts=[
            # Friday 09:00 (work), Friday 17:00 (neither), Saturday 05:59 (night), Sunday 18:00.
            post("a", datetime(2024, 3, 8, 9), like_count=4, reply_to_post_id="z"),
            post("b", datetime(2024, 3, 8, 17), like_count=None, reply_count=1),
            post("c", datetime(2024, 3, 9, 5, 59), like_count=8, is_repost=True),
            post("d", datetime(2024, 3, 10, 18), repost_count=3),
        ]
    )

    expected = frame(
        USER_FEATURES,
        {
            "as_of_date": AS_OF,
            "user_id": "u",
            "post_count": 4,
            "active_days": 3,
            "days_since_post": 0.0,
            "reply_share": 0.25,
            "repost_share": 0.25,
            "likes_per_post": 6.0,
            "replies_per_post": 1.0,
            "reposts_per_post": 3.0,
            "night_share": 0.25,
            "work_share": 0.25,
            "evening_share": 0.25,
            "weekend_share": 0.5,
            "order_count": 0,
            "revenue": 0.0,
            "feature_version": feature_version(SETTINGS, "1"),
        },
    )
    assertDataFrameEqual(features, expected)


def test_orders_of_a_day_are_one_purchase_and_refunds_lower_the_revenue(build, frame):
    features = build(
        orders=[
            order("1", date(2024, 3, 1), "10.00", country="FR"),
            order("2", date(2024, 3, 1), "5.50"),
            order("3", date(2024, 3, 4), "20.00", country="DE"),
            order("4", date(2024, 3, 6), "-5.50"),
        ]
    )

    expected = frame(
        USER_FEATURES,
        {
            "as_of_date": AS_OF,
            "user_id": "u",
            "country": "DE",
            "post_count": 0,
            "active_days": 0,
            "order_count": 2,
            "revenue": 30.0,
            "mean_order_value": 15.0,
            "days_since_order": 6.0,
            "feature_version": feature_version(SETTINGS, "1"),
        },
    )
    assertDataFrameEqual(features, expected)


def test_a_user_who_only_returned_goods_has_revenue_but_no_purchase(build):
    row = build(orders=[order("1", date(2024, 3, 1), "-3.00")]).first()

    assert (row.order_count, row.revenue) == (0, -3.0)
    assert (row.mean_order_value, row.days_since_order) == (None, None)


def test_sentiment_and_topics_are_means_over_the_users_posts(build):
    day = date(2024, 3, 8)
    features = build(
        posts=[post("a", datetime(2024, 3, 8)), post("b", datetime(2024, 3, 8))],
        sentiment=[
            {"post_id": "a", "post_date": day, "user_id": "u", "score": -0.5, "label": "negative"},
            {"post_id": "b", "post_date": day, "user_id": "u", "score": 1.0, "label": "positive"},
        ],
        topics=[
            topic("a", day, [0.5, 0.5]),
            topic("b", day, [1.0, 0.0]),
        ],
    )

    row = features.first()
    assert (row.sentiment_mean, row.negative_share) == (0.25, 0.5)
    assert row.topic_shares == [0.75, 0.25]


def topic(post_id, day, distribution, model_version="1"):
    return {
        "post_id": post_id,
        "post_date": day,
        "distribution": distribution,
        "model_version": model_version,
    }


def test_topics_of_another_model_version_do_not_count(build):
    day = date(2024, 3, 8)
    features = build(
        posts=[post("a", datetime(2024, 3, 8)), post("b", datetime(2024, 3, 8), user_id="v")],
        topics=[topic("a", day, [0.2, 0.8], "2"), topic("b", day, [0.1, 0.2, 0.7], "1")],
        version="2",
    )

    assert {row.user_id: row.topic_shares for row in features.collect()} == {
        "u": [0.2, 0.8],
        "v": None,
    }


def test_nothing_after_the_as_of_day_counts(build):
    later, much_later = datetime(2024, 3, 11), datetime(2024, 3, 12)
    features = build(
        posts=[post("a", datetime(2024, 3, 10)), post("b", later), post("c", later, user_id="v")],
        sentiment=[{"post_id": "b", "post_date": later.date(), "user_id": "u", "score": 1.0}],
        topics=[topic("b", later.date(), [1.0])],
        orders=[order("1", later.date(), "1.00", currency="USD")],
        users=[{"user_id": "u", "country": "SE", "follower_count": 9, "updated_at": much_later}],
    )

    row = features.collect()[0]
    assert features.count() == 1
    assert (row.post_count, row.sentiment_mean, row.topic_shares) == (1, None, None)
    assert (row.order_count, row.revenue) == (0, 0.0)
    assert (row.follower_count, row.country) == (None, "SE")


def test_followers_are_those_stated_by_the_day_after_else_those_counted_up_to_the_day(build):
    night_after, too_late = datetime(2024, 3, 11, 4), datetime(2024, 3, 12)
    features = build(
        posts=[post(user, datetime(2024, 3, 8), user_id=user) for user in ("u", "v", "w")],
        users=[
            {"user_id": "u", "follower_count": 9, "updated_at": night_after},
            {"user_id": "v", "follower_count": 9, "updated_at": too_late},
        ],
        follows=[
            {"follower_id": "a", "followed_id": "u", "followed_at": datetime(2024, 3, 1)},
            {"follower_id": "a", "followed_id": "v", "followed_at": datetime(2024, 3, 10, 23)},
            {"follower_id": "b", "followed_id": "v", "followed_at": datetime(2024, 3, 11)},
            {"follower_id": "c", "followed_id": "v"},
        ],
    )

    counts = {row.user_id: row.follower_count for row in features.collect()}
    assert counts == {"u": 9, "v": 1, "w": None}


def test_only_the_days_of_the_window_count(build):
    posts = [post("a", datetime(2024, 3, 3)), post("b", datetime(2024, 3, 4))]

    assert build(posts=posts, window_days=7).first().post_count == 1
    assert build(posts=posts, window_days=None).first().post_count == 2


def test_unusable_posts_and_rows_without_a_user_do_not_count(build):
    features = build(
        posts=[
            post("a", datetime(2024, 3, 8), is_usable=False),
            post("b", datetime(2024, 3, 8), user_id=None),
        ],
        orders=[order("1", date(2024, 3, 1), "1.00", user_id=None)],
    )

    assert features.count() == 0


def test_a_user_known_from_all_sources_has_one_row(build):
    features = build(
        posts=[post("a", datetime(2024, 3, 8))],
        orders=[order("1", date(2024, 3, 1), "1.00", country="FR")],
        users=[
            {
                "user_id": "u",
                "country": "SE",
                "follower_count": 9,
                "updated_at": datetime(2024, 3, 10, 23, 59),
            }
        ],
    )

    (row,) = features.collect()
    assert (row.post_count, row.order_count, row.follower_count, row.country) == (1, 1, 9, "SE")


def test_hours_are_utc_in_every_session_time_zone(build, spark):
    spark.conf.set("spark.sql.session.timeZone", "Asia/Kolkata")
    try:
        row = build(posts=[post("a", datetime(2024, 3, 8, 23, 30))]).first()
    finally:
        spark.conf.set("spark.sql.session.timeZone", "UTC")

    assert (row.evening_share, row.night_share) == (1.0, 0.0)
