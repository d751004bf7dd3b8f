"""Alerts, history, splits, hashtags, engagement and emotions of the first page."""

from datetime import date, timedelta

import pandas as pd

from voxlake.report.settings import ReportSettings
from voxlake.report.week.alerts import alerts_of_days
from voxlake.report.week.daily import Daily
from voxlake.report.week.emotions import emotions_of_week
from voxlake.report.week.engagement import engagement_of_week
from voxlake.report.week.hashtags import hashtags_of_week
from voxlake.report.week.history import busy_days, history_of_posts
from voxlake.report.week.splits import splits_of_week

AS_OF = date(2024, 3, 31)
SETTINGS = ReportSettings()
WEEK = (
    "is_now boolean, user_id string, hashtags array<string>, attributes map<string,string>,"
    " reading string, label string, like_count long"
)


def back(days):
    return AS_OF - timedelta(days=days)


def alert(days_ago, brand="all", distance=5.0, ids=()):
    posts, negative = 200, 120
    return {
        "post_date": back(days_ago),
        "brand": brand,
        "post_count": posts,
        "negative_count": negative,
        "negative_share": negative / posts,
        "usual_share": 0.2,
        "distance": distance,
        "reach": 7,
        "post_ids": list(ids),
    }


def test_alerts_of_the_days_are_shown_with_their_posts_the_latest_first(sources):
    posts = [
        {"post_id": n, "post_date": back(3), "text": text, "like_count": 1}
        for n, text in (("a", "So late"), ("b", "so LATE"), ("c", "Lost again"), ("d", "other"))
    ]
    alerts = [alert(3, ids="acb"), alert(1, brand="acme", ids=["gone"]), alert(40)]

    found = alerts_of_days(sources(sentiment_alerts=alerts, posts=posts), AS_OF, SETTINGS)

    assert [(a.brand, a.day, a.share) for a in found] == [
        ("acme", back(1), 0.6),
        (None, back(3), 0.6),
    ]
    assert [post.text for post in found[1].examples] == ["So late", "Lost again"]
    assert found[0].examples == []


def test_the_history_tells_the_days_furthest_from_what_was_usual_then(sources):
    counts = [
        {
            "post_date": back(days_ago),
            "brand": "all",
            "post_count": 400 if days_ago == 50 else 40,
            "negative_count": 8,
        }
        for days_ago in range(100)
        if days_ago // 7 != 4
    ]
    alerts = [alert(9), alert(90, distance=9.0), alert(30, brand="acme", distance=99.0)]
    posts = [{"post_id": str(n), "post_date": back(n)} for n in range(5)]

    history = history_of_posts(
        sources(brand_sentiment=counts, sentiment_alerts=alerts, posts=posts), AS_OF, SETTINGS
    )

    assert (history.first, history.unit, history.of_posts) == (back(99), "week", 5)
    assert [day.day for day in history.negative_days] == [back(90), back(9)]
    assert [(day.day, day.posts, day.usual) for day in history.busy_days] == [(back(50), 400, 40)]
    # 15 weeks, the first of two days, the eleventh without posts.
    assert len(history.periods) == 15
    assert [p.posts for p in history.periods][:2] == [80, 280]
    assert (history.periods[10].first, history.periods[10].posts) == (back(34), 0)
    assert history.periods[-1].first == back(6)


def test_a_history_of_the_reports_days_alone_is_not_told(sources):
    counts = [{"post_date": back(n), "brand": "all", "post_count": 40} for n in range(28)]

    assert history_of_posts(sources(brand_sentiment=counts), AS_OF, SETTINGS) is None
    assert history_of_posts(sources(), AS_OF, SETTINGS) is None


def test_a_long_history_is_told_by_month(sources):
    counts = [
        {"post_date": back(n), "brand": "all", "post_count": 1, "negative_count": 1}
        for n in (0, 1000)
    ]

    history = history_of_posts(sources(brand_sentiment=counts), AS_OF, SETTINGS)

    assert history.unit == "month"
    assert history.periods[0].first == date(2021, 7, 1)
    assert history.periods[-1].first == date(2024, 3, 1)
    assert len(history.periods) == 33


def test_a_busy_day_is_held_against_its_own_weekday():
    # Sundays have 300, other days 30; one Wednesday has 90.
    posts = {back(n): 300 if n % 7 == 0 else 30 for n in range(80)}
    posts[back(11)] = 90

    assert [day.day for day in busy_days(posts)] == [back(11)]


def of_week(is_now=True, campaign=None, label=None, likes=None, **more):
    return {
        "is_now": is_now,
        "attributes": {"campaign": campaign} if campaign else None,
        "label": label,
        "reading": "read" if label else "foreign",
        "like_count": likes,
        **more,
    }


def test_the_week_is_split_by_attributes_with_other_and_unknown(frame):
    posts = frame(
        WEEK,
        *[of_week(campaign="spring", label="negative", likes=2)] * 3,
        of_week(campaign="spring", label="neutral"),
        of_week(campaign="spring"),
        of_week(is_now=False, campaign="spring", label="negative", likes=50),
        *[of_week(campaign="autumn")] * 2,
        of_week(campaign="may"),
        of_week(is_now=False, campaign="june"),
        of_week(campaign="  "),
        of_week(),
    )
    settings = ReportSettings(split_by=("campaign", "player"), split_values=2)

    (split,) = splits_of_week(posts, settings)

    assert (split.key, split.values) == ("campaign", 4)
    assert [(part.name, part.now, part.before) for part in split.parts] == [
        ("spring", 5, 1),
        ("autumn", 2, 0),
        ("other", 1, 1),
        ("unknown", 2, 0),
    ]
    spring = split.parts[0]
    assert (spring.read, spring.negative, spring.likes) == (4, 3, 6)
    assert (spring.read_before, spring.negative_before) == (1, 1)
    assert splits_of_week(posts, SETTINGS) == []


def test_hashtags_count_posts_once_and_people_who_used_them(frame):
    posts = frame(
        WEEK,
        of_week(user_id="a", hashtags=["goal", "goal"]),
        of_week(user_id="a", hashtags=["goal", "cup"]),
        of_week(user_id="b", hashtags=["cup"]),
        of_week(is_now=False, user_id="c", hashtags=["cup", "old"]),
        of_week(),
    )

    found = hashtags_of_week(posts)

    assert [(h.name, h.now, h.before, h.people) for h in found] == [
        ("cup", 2, 1, 2),
        ("goal", 2, 0, 1),
    ]


def test_engagement_adds_up_what_is_known():
    known = {f"{name}_known": [0.0, 0.0] for name in ("reply", "repost", "view")}
    sums = {name: [0.0, 0.0] for name in ("reply", "repost", "view")}
    rows = {"week": [0, 1], "like": [12.0, 90.0], "like_known": [4.0, 9.0], **sums, **known}

    (likes,) = engagement_of_week(Daily(pd.DataFrame(rows), 13))

    assert (likes.name, likes.now, likes.before, likes.known) == ("Likes", 12, 90, 4)


def test_emotions_stand_beside_what_is_usual_the_unsure_last(sources):
    rows = [
        {"post_id": f"{days}:{n}", "post_date": back(days), "label": label}
        for days in range(63)
        for n, label in enumerate(["joy"] * 3 + ["unsure"] * 5 + ["anger"] * (6 if days < 7 else 2))
    ]

    found = emotions_of_week(sources(post_emotion=rows), AS_OF, SETTINGS)

    assert [share.subject for share in found.shares] == ["anger", "joy", "unsure"]
    anger = found.shares[0]
    assert (anger.now, anger.before, anger.usual.level) == (6 / 14, 0.2, 0.2)
    assert found.posts == 98
    assert emotions_of_week(sources(), AS_OF, SETTINGS) is None
