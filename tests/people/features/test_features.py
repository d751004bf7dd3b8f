"""Features of users, worked out by hand; every user is a case of its own in one of few builds."""

from datetime import date, datetime
from decimal import Decimal
from math import inf, log2, nan

import pytest
from purchases import purchase_lines_of

from voxlake.people.features.build import build_user_features, feature_version
from voxlake.people.features.buying import order_features
from voxlake.people.features.settings import FeatureSettings
from voxlake.people.features.windows import dumps_of
from voxlake.tables import (
    EVENTS,
    FOLLOWS,
    ORDERS,
    POST_SENTIMENT,
    POST_TOPICS,
    POSTS,
    USER_FEATURES,
    USERS,
)

AS_OF = date(2024, 3, 10)  # a Sunday
FRIDAY = datetime(2024, 3, 8)
LATER, MUCH_LATER = datetime(2024, 3, 11), datetime(2024, 3, 12)
SETTINGS = FeatureSettings()
OTHER_SETTINGS = FeatureSettings(
    window_days=7,
    recent_days=3,
    late="as_is",
    actions={"likes": ("thumbs_up", "Like")},
    session_attribute="visit",
    user_attributes=("plan", "city"),
    interests=2,
)
ACTIONS = ("likes", "replies", "reposts", "follows", "views")
NO_EVENTS = dict.fromkeys(
    [
        "event_count",
        *(f"{name}_{side}" for name in ACTIONS for side in ("given", "received")),
        "people_engaged",
        "engaged_by_people",
    ],
    0,
)


def built(spark, rows, settings, zone="UTC", version="1"):
    """Rows of `user_features` by user; a table that is not named is empty."""

    def frame(table):
        listed = rows.get(table, ())
        ordered = [tuple(row.get(name) for name in table.column_names) for row in listed]
        return spark.createDataFrame(ordered, table.schema)

    features = build_user_features(
        posts=frame(POSTS),
        sentiment=frame(POST_SENTIMENT),
        topics=frame(POST_TOPICS),
        lines=purchase_lines_of(frame(ORDERS), currency="EUR"),
        events=frame(EVENTS),
        users=frame(USERS),
        follows=frame(FOLLOWS),
        earlier=frame(USER_FEATURES),
        topic_version=version,
        as_of=AS_OF,
        settings=settings,
        zone=zone,
        dumps=["a dump"],
    )
    found = features.collect()
    assert len(found) == len({row.user_id for row in found})
    return {row.user_id: row for row in found}


def post(user_id, at, **columns):
    known = {"user_id": user_id, "posted_at": at, "post_date": at.date(), "updated_at": at}
    key = {"post_id": columns.pop("post_id", f"{user_id} {at} {columns}"), "is_usable": True}
    return {**key, **known, **columns}


def order(user_id, day, amount, currency="EUR", **columns):
    return {
        "order_line_id": f"{user_id} {day} {amount}",
        "order_date": day,
        "ordered_at": datetime(day.year, day.month, day.day),
        "user_id": user_id,
        "amount": Decimal(amount),
        "currency": currency,
        **columns,
    }


def event(user_id, at, event_type, **columns):
    what = {"user_id": user_id, "event_date": at.date(), "occurred_at": at}
    return {"event_id": f"{user_id} {at} {columns}", "event_type": event_type, **what, **columns}


def score(user_id, post_id, value, at=FRIDAY, **columns):
    where = {"post_id": post_id, "post_date": at.date(), "user_id": user_id}
    return {**where, "score": value, **columns}


def topic(post_id, distribution, at=FRIDAY, model_version="1"):
    where = {"post_id": post_id, "post_date": at.date(), "model_version": model_version}
    return {**where, "distribution": distribution}


def profile(user_id, updated_at, **columns):
    return {"user_id": user_id, "updated_at": updated_at, **columns}


def follow(followed, at, follower="f"):
    return {"follower_id": follower, "followed_id": followed, "followed_at": at}


def snapshot(user_id, day, followers):
    return {"as_of_date": day, "user_id": user_id, "follower_count": followers}


def rows():
    """What the builds read, by the test that is about it."""
    night_after = datetime(2024, 3, 11, 23, 59)
    return {
        POSTS: [
            # Friday 09:00 (work), Friday 17:00 (neither), Saturday 05:59 (night), Sunday 18:00.
            post("author", datetime(2024, 3, 8, 9), like_count=4, reply_to_post_id="z"),
            post("author", datetime(2024, 3, 8, 17), reply_count=1),
            post("author", datetime(2024, 3, 9, 5, 59), like_count=8, is_repost=True),
            post("author", datetime(2024, 3, 10, 18), repost_count=3),
            post("moody", FRIDAY, post_id="m1"),
            post("moody", FRIDAY, post_id="m2"),
            post("odd", FRIDAY, post_id="o1"),
            post("odd", FRIDAY, post_id="o2"),
            post("of another topic model", FRIDAY, post_id="x1"),
            post("early", datetime(2024, 3, 10), post_id="e1"),
            post("early", LATER, post_id="e2"),
            post("too early", LATER),
            post("told in time", FRIDAY, like_count=2, view_count=20, updated_at=night_after),
            post("told in time", FRIDAY, like_count=90, view_count=900, updated_at=MUCH_LATER),
            post("told late", FRIDAY, like_count=50, updated_at=MUCH_LATER, source="a feed"),
            post("of a dump", FRIDAY, like_count=50, updated_at=MUCH_LATER, source="a dump"),
            *(post(f"followed {n}", FRIDAY) for n in range(6)),
            post("unusable", FRIDAY, is_usable=False),
            post(None, FRIDAY),
            post("everywhere", FRIDAY),
            post("long ago", datetime(2024, 3, 3)),
            post("long ago", datetime(2024, 3, 4)),
            post("target", datetime(2024, 3, 5), post_id="p"),
            post("tagging", FRIDAY, post_id="t1", hashtags=["b", "b", "b", "c"]),
            post("tagging", FRIDAY, post_id="t2", hashtags=["a", "c"]),
            post("tagging", FRIDAY, post_id="t3", hashtags=[]),
            post("fast", FRIDAY, like_count=20),
            *(post("fast", datetime(2024, 3, 7), like_count=3, reply_count=n) for n in (0, 0, 0)),
            *(post("fast", datetime(2024, 3, 4, n), like_count=9) for n in range(9)),
            post("at night in India", datetime(2024, 3, 8, 23, 30)),
            post("dated", datetime(2024, 3, 9), source="votes"),
            post("dated", datetime(2024, 3, 9), source="feed"),
            post("in the feed", datetime(2024, 3, 9, 20), source="feed"),
        ],
        POST_SENTIMENT: [
            score("moody", "m1", -0.5, label="negative"),
            score("moody", "m2", 1.0, label="positive"),
            score("odd", "o1", 0.5),
            score("odd", "o2", nan),
            score("odd", "o3", inf),
            score("early", "e2", 1.0, at=LATER),
        ],
        POST_TOPICS: [
            topic("m1", [0.5, 0.5, 0.0]),
            topic("m2", [0.9, 0.0, 0.1]),
            topic("o1", [nan, 0.5, 0.5]),
            topic("o2", [0.25, 0.75, 0.0]),
            topic("x1", [0.2, 0.8], model_version="2"),
            topic("e2", [1.0], at=LATER),
            topic("t1", [0.1, 0.6, 0.3]),
            topic("t2", [0.1, 0.2, 0.7]),
        ],
        ORDERS: [
            order("buyer", date(2024, 3, 1), "10.00", country="FR"),
            order("buyer", date(2024, 3, 1), "5.50"),
            order("buyer", date(2024, 3, 4), "20.00", country="DE"),
            order("buyer", date(2024, 3, 6), "-5.50"),
            order("returner", date(2024, 3, 5), "-3.00"),
            order("early", LATER.date(), "1.00", currency="USD"),
            order("everywhere", date(2024, 3, 5), "1.00", country="FR"),
            order(None, date(2024, 3, 5), "1.00"),
            order("active", date(2024, 3, 8), "5.00"),
            order("fast", date(2024, 3, 7), "1.00"),
            order("fast", date(2024, 3, 8), "-1.00"),
        ],
        EVENTS: [
            event("early", LATER, "like", target_user_id="target"),
            event("target", LATER, "like", target_user_id="early"),
            event("too early", LATER, "like"),
            event("active", datetime(2024, 3, 9, 8), "login", attributes={"visit": "s1"}),
            event("active", datetime(2024, 3, 9, 9), "Like", target_post_id="p",
                  attributes={"visit": "s1"}),
            event("active", datetime(2024, 3, 9, 10), "like", target_user_id="nobody",
                  attributes={"visit": "s2"}),
            event("active", datetime(2024, 3, 9, 11), "like", target_user_id="active"),
            event("active", datetime(2024, 3, 9, 12), "view", target_post_id="p"),
            event("active", datetime(2024, 3, 9, 13), "view", target_post_id="unknown"),
            event("active", datetime(2024, 3, 5), "follow", target_user_id="target"),
            event("active", datetime(2024, 3, 5), "thumbs_up", target_user_id="target"),
            event(None, datetime(2024, 3, 5), "comment", target_post_id="p"),
            *(event("loud", datetime(2024, 3, 9, 0, n % 60, n // 60), "reply",
                    target_user_id="alone") for n in range(95)),
            *(event(f"quiet {n}", FRIDAY, "reply", target_user_id="loud") for n in range(5)),
            event("alone", FRIDAY, "login"),
        ],
        USERS: [
            profile("early", MUCH_LATER, country="SE", language="sv", follower_count=9,
                    attributes={"plan": "pro"}, account_created_at=LATER),
            profile("told in time", night_after, country="SE"),
            profile("told late", MUCH_LATER, country="FI", follower_count=3,
                    account_created_at=datetime(2024, 3, 1)),
            profile("followed 0", datetime(2024, 3, 11, 4), follower_count=50),
            profile("followed 1", MUCH_LATER, follower_count=9),
            profile("followed 4", FRIDAY, follower_count=7),
            profile("everywhere", datetime(2024, 3, 10, 23, 59), country="SE", follower_count=9,
                    language="sv", attributes={"plan": "pro", "phone": "1"},
                    account_created_at=datetime(2024, 3, 1, 23)),
        ],
        FOLLOWS: [
            follow("followed 0", datetime(2024, 3, 1)),
            follow("followed 1", datetime(2024, 3, 10, 23)),
            follow("followed 1", LATER, "g"),
            follow("followed 1", None, "h"),
            follow("followed 3", datetime(2024, 2, 11)),
            follow("followed 3", datetime(2024, 2, 12), "g"),
            follow("followed 4", datetime(2024, 3, 1)),
            follow("early", LATER),
        ],
        USER_FEATURES: [
            snapshot("followed 0", date(2024, 2, 1), 40),  # 38 days before
            snapshot("followed 0", date(2024, 1, 31), 1),
            snapshot("followed 0", date(2024, 2, 12), 1),  # too near
            snapshot("followed 4", date(2024, 1, 13), 1),  # too long ago
            snapshot("early", LATER.date(), 1),
            snapshot("early", AS_OF, 1),
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def found(spark):
    """The users as the default settings describe them."""
    return built(spark, rows(), SETTINGS)


@pytest.fixture(scope="module")
def otherwise(spark):
    """The users as OTHER_SETTINGS describe them, in a session of another time zone."""
    told = rows()
    told[ORDERS].append(order("buyer", date(2024, 3, 5), "900", currency="JPY"))
    spark.conf.set("spark.sql.session.timeZone", "Asia/Kolkata")
    try:
        return built(spark, told, OTHER_SETTINGS)
    finally:
        spark.conf.set("spark.sql.session.timeZone", "UTC")


def expected(user_id, **columns):
    """A whole row: what is not named is null."""
    figures = {n: pytest.approx(v) if isinstance(v, float) else v for n, v in columns.items()}
    named = {"as_of_date": AS_OF, "user_id": user_id, **NO_EVENTS, **figures}
    named["feature_version"] = feature_version(SETTINGS, "1", "UTC")
    return {name: named.get(name) for name in USER_FEATURES.column_names}


def test_posts_are_counted_per_user_with_their_hours_and_engagement(found):
    assert found["author"].asDict() == expected(
        "author",
        post_count=4,
        active_days=3,
        days_since_post=0.0,
        reply_share=0.25,
        repost_share=0.25,
        likes_per_post=6.0,
        replies_per_post=1.0,
        reposts_per_post=3.0,
        engagement_per_post=4.0,  # of 4, 1, 8 and 3
        median_engagement=3.5,
        reach=16,
        night_share=0.25,
        work_share=0.25,
        evening_share=0.25,
        weekend_share=0.5,
        order_count=0,
        revenue=0.0,
        presence_days=3,
        days_since_seen=0.0,
        post_velocity=log2(5),
        engagement_velocity=log2(17),
        presence_velocity=log2(4),
        order_velocity=0.0,
    )


def test_orders_of_a_day_are_one_purchase_and_refunds_lower_the_revenue(found):
    assert found["buyer"].asDict() == expected(
        "buyer",
        country="DE",
        post_count=0,
        active_days=0,
        order_count=2,
        revenue=30.0,
        mean_order_value=15.0,
        days_since_order=6.0,
        presence_days=3,  # one of them to return goods
        days_since_seen=4.0,
        post_velocity=0.0,
        presence_velocity=log2(4),
        order_velocity=log2(3),
    )


def test_a_user_who_only_returned_goods_has_revenue_but_no_purchase(found):
    row = found["returner"]

    assert (row.order_count, row.revenue, row.order_velocity) == (0, -3.0, 0.0)
    assert (row.mean_order_value, row.days_since_order) == (None, None)


def test_sentiment_and_topics_are_means_over_the_users_posts(found):
    row = found["moody"]

    assert (row.sentiment_mean, row.negative_share) == (0.25, 0.5)
    assert row.topic_shares == pytest.approx([0.7, 0.25, 0.05])
    assert row.top_topics == [0, 1, 2]


def test_numbers_that_are_none_do_not_spoil_the_means(found):
    assert found["odd"].sentiment_mean == 0.5
    assert found["odd"].topic_shares == [0.25, 0.75, 0.0]


def test_topics_of_another_model_version_do_not_count(found):
    assert found["of another topic model"].topic_shares is None


def test_nothing_after_the_as_of_day_counts(found):
    row = found["early"]

    assert "too early" not in found
    assert (row.presence_days, row.days_since_seen) == (1, 0.0)
    assert (row.post_count, row.sentiment_mean, row.topic_shares) == (1, None, None)
    assert (row.order_count, row.revenue, row.order_velocity) == (0, 0.0, 0.0)
    assert (row.event_count, row.likes_given, row.likes_received) == (0, 0, 0)
    assert (row.country, row.language, row.attributes, row.account_age_days) == (None,) * 4
    assert (row.follower_count, row.follower_growth) == (None, None)


def test_what_a_row_said_only_later_is_unknown_unless_settings_take_it_as_it_is(found, otherwise):
    in_time, late = found["told in time"], found["told late"]

    assert (in_time.post_count, in_time.likes_per_post, in_time.reach) == (2, 2.0, 20)
    assert (in_time.engagement_rate, in_time.country) == (0.1, "SE")
    assert (late.post_count, late.likes_per_post, late.reach) == (1, None, None)
    assert (late.engagement_velocity, late.country, late.follower_count) == (None, None, None)
    assert late.account_age_days == 9.0  # no news
    assert (otherwise["told in time"].likes_per_post, otherwise["told in time"].reach) == (46, 920)
    of_dump = found["of a dump"]
    assert (of_dump.likes_per_post, of_dump.reach, of_dump.engagement_per_post) == (50, 50, 50)

    as_is = otherwise["told late"]
    assert (as_is.reach, as_is.country, as_is.follower_count) == (50, "FI", 3)


def told(source, *days):
    """Posts made on a day of March 2024 and told on another."""
    return [
        {
            "post_id": f"{source} {i}",
            "source": source,
            "post_date": date(2024, 3, made),
            "updated_at": datetime(2024, 3, when, 23),
        }
        for i, (made, when) in enumerate(days)
    ]


def test_a_source_whose_posts_were_all_told_long_after_is_a_dump_and_a_feed_is_none(frame):
    posts = frame(
        POSTS,
        *told("one file", (1, 20), (9, 20), (20, 20)),
        *told("a file a week", (1, 9), (7, 9), (8, 16), (14, 16)),
        *told("feed", (1, 1), (2, 3), (3, 3)),
        *told("feed that tells old posts again", (1, 15), (2, 29), (28, 29), (29, 29)),
        *told("feed that began with a dump", (1, 10), (5, 10), (10, 10), (11, 11)),
        {"post_id": "of no source", "updated_at": datetime(2024, 3, 20)},
    )

    assert dumps_of(posts, "UTC") == ["a file a week", "one file"]


def test_followers_are_those_stated_by_the_day_after_else_those_counted_up_to_the_day(found):
    counts = [found[f"followed {n}"].follower_count for n in range(6)]

    assert counts == [50, 1, None, 2, 7, None]


def test_followers_grow_since_an_earlier_snapshot_else_as_follows_say(found):
    growth = [found[f"followed {n}"].follower_growth for n in range(6)]

    assert growth == [pytest.approx(10 / 38), *[pytest.approx(1 / 28), None] * 2, None]


def test_only_the_days_of_the_window_count(found, otherwise):
    assert found["long ago"].post_count == 2
    assert otherwise["long ago"].post_count == 1


def test_unusable_posts_and_rows_without_a_user_do_not_count(found):
    assert not {"unusable", None} & set(found)


def test_a_user_known_from_all_sources_has_one_row(found):
    row = found["everywhere"]

    assert (row.post_count, row.order_count, row.follower_count, row.country) == (1, 1, 9, "SE")
    assert (row.language, row.account_age_days, row.attributes) == ("sv", 9.0, None)


def test_the_attributes_that_settings_name_are_kept(otherwise):
    assert otherwise["everywhere"].attributes == {"plan": "pro"}
    assert otherwise["told late"].attributes is None


def test_events_count_as_presence_and_as_actions_given_and_received(found):
    active, target = found["active"], found["target"]

    assert "nobody" not in found  # who did nothing
    assert (active.event_count, active.presence_days, active.days_since_seen) == (8, 3, 1.0)
    assert (active.likes_given, active.views_given, active.follows_given) == (2, 2, 1)
    assert (active.people_engaged, active.likes_received, active.engaged_by_people) == (2, 0, 0)
    assert (target.likes_received, target.views_received, target.follows_received) == (1, 1, 1)
    assert (target.engaged_by_people, target.event_count, target.presence_days) == (1, 0, 1)
    assert target.replies_received == 0  # nobody knows whose
    assert active.session_count is None


def test_what_types_and_sessions_are_is_a_setting_and_part_of_the_version(found, otherwise):
    assert otherwise["active"].likes_given == 3
    assert otherwise["active"].session_count == 2
    assert '"thumbs_up"' in otherwise["active"].feature_version
    assert 'late="as_is"' in otherwise["active"].feature_version
    assert found["active"].feature_version == "4 window=365 topics=1"
    with pytest.raises(ValueError, match="event type 'view' is named twice"):
        FeatureSettings(actions={"likes": ("View",)})
    with pytest.raises(ValueError, match="window_days 7 is below twice recent_days 28"):
        FeatureSettings(window_days=7)


def test_interests_are_the_hashtags_of_most_posts_and_the_largest_topics(found, otherwise):
    assert found["tagging"].top_hashtags == ["c", "a", "b"]
    assert otherwise["tagging"].top_hashtags == ["c", "a"]
    assert otherwise["tagging"].top_topics == [2, 1]  # of shares .1, .4 and .5


def test_velocity_holds_the_recent_days_against_as_many_before(otherwise):
    row = otherwise["fast"]

    assert row.post_velocity == pytest.approx(log2(2 / 4))
    assert row.engagement_velocity == pytest.approx(log2(21 / 10))
    assert row.presence_velocity == pytest.approx(log2(2 / 2))
    assert row.order_velocity == pytest.approx(log2(1 / 2))


def test_posts_whose_source_tells_only_the_day_are_in_no_share_of_hours(otherwise):
    row = otherwise["dated"]

    assert (row.post_count, row.weekend_share) == (2, 1.0)
    assert row.night_share == 1.0  # of the one post of a feed that tells hours


def test_hours_are_utc_in_every_session_time_zone(otherwise):
    row = otherwise["at night in India"]

    assert (row.evening_share, row.night_share) == (1.0, 0.0)


def test_one_user_alone_and_one_with_nearly_all_rows_are_described_like_others(found):
    loud, alone = found["loud"], found["alone"]

    assert (loud.replies_given, loud.people_engaged) == (95, 1)
    assert (loud.replies_received, loud.engaged_by_people) == (5, 5)
    assert (alone.event_count, alone.replies_received, alone.engaged_by_people) == (1, 95, 1)


def test_money_in_a_currency_without_a_rate_is_not_added_up(otherwise):
    assert (otherwise["buyer"].order_count, otherwise["buyer"].revenue) == (1, 14.5)


@pytest.mark.whole
def test_all_days_count_without_a_window_and_without_rows_there_is_nobody(spark):
    long_ago = [order("u", date(2001, 3, 1), "1.00")]
    settings = FeatureSettings(window_days=None)

    assert built(spark, {ORDERS: long_ago}, settings)["u"].order_count == 1
    assert built(spark, {}, SETTINGS) == {}


def test_of_countries_of_one_day_the_last_in_the_alphabet_is_taken(frame, counted):
    day = date(2024, 3, 1)
    for countries in (("DE", "FR"), ("FR", "DE")):
        rows = [
            {**order("u", day, "1.00", country=name), "order_id": number, "order_line_id": number}
            for number, name in zip("12", countries, strict=True)
        ]
        lines = counted(frame(ORDERS, *rows), purchase="order")

        found = order_features(lines, day, FeatureSettings()).collect()

        assert [row.order_country for row in found] == ["FR"]


@pytest.mark.whole
def test_hours_and_days_of_users_are_those_of_the_lake(spark):
    evening = datetime(2024, 3, 9, 5, 30)  # Friday the 8th, 21:30, in Los Angeles
    told = {
        POSTS: [post("u", evening, post_date=date(2024, 3, 8), like_count=1,
                     updated_at=datetime(2024, 3, 12, 6))],  # the day after `AS_OF`, 23:00
        USERS: [profile("u", FRIDAY, account_created_at=datetime(2024, 3, 1, 4))],  # 29 February
        FOLLOWS: [follow("u", datetime(2024, 3, 11, 4)), follow("u", datetime(2024, 3, 11, 8))],
    }  # fmt: skip

    row = built(spark, told, SETTINGS, "America/Los_Angeles")["u"]

    assert (row.evening_share, row.weekend_share, row.likes_per_post) == (1.0, 0.0, 1.0)
    assert (row.account_age_days, row.follower_count) == (10.0, 1)
    assert row.feature_version.endswith(" zone=America/Los_Angeles")
