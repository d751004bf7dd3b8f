"""The week is held against the weeks before it, and chance is not taken for change."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from voxlake.core.usual import Usual
from voxlake.report.settings import ReportSettings
from voxlake.report.week.changes import Counted, changes_of_week
from voxlake.report.week.comparisons import (
    Comparison,
    clear_changes,
    compare_posts,
    compare_share,
    compare_sum,
)
from voxlake.report.week.daily import Daily

SETTINGS = ReportSettings()
WEEKS = SETTINGS.weeks
WHOLE = [True] * WEEKS


def compared(p_value, distance=2.0):
    return Comparison("label", "x", 2.0, 1.0, Usual(1.0, 0.5, 1.5, p_value, distance))


def posts_of(rows):
    """Counted posts: `week`, `label`, `topic` and how many."""
    frame = pd.DataFrame(rows, columns=["week", "label", "topic", "posts"])
    return Daily(frame.assign(reading="read"), WEEKS)


def test_changes_are_named_by_holms_method_the_clearest_first():
    # 0.05 / 4 = 0.0125, / 3 = 0.0167, / 2 = 0.025: the third is too likely, and so ends the list.
    found = [compared(0.03), compared(0.016), compared(0.001, 9.0), compared(0.04)]
    unknown = Comparison("label", "y", 2.0, 1.0, None)

    named = clear_changes([*found, unknown], 0.05)

    assert [c.usual.p_value for c in named] == [0.001, 0.016]
    assert clear_changes([unknown], 0.05) == []


def test_weeks_that_lack_days_do_not_count_and_a_week_that_lacks_one_is_not_compared():
    sums = np.array([100.0, 3.0, *([50.0] * 11)])
    is_whole = [True, False, *([True] * 11)]

    found = compare_sum("posts", sums, is_whole, SETTINGS)
    of_part = compare_sum("posts", sums, [False, *is_whole[1:]], SETTINGS)

    assert (found.usual.level, found.before) == (50, None)
    assert of_part.usual is None
    assert (of_part.now, of_part.before) == (100, None)


def test_too_few_weeks_say_nothing_of_what_is_usual():
    parts = np.array([20.0, 10, 10, 10, 10, 10, 10, *([0.0] * 6)])
    wholes = np.array([40.0, 40, 40, 40, 40, 40, 40, *([0.0] * 6)])

    known = compare_share("label", "negative", parts, wholes, SETTINGS)
    short = compare_share("label", "negative", parts, wholes, ReportSettings(min_weeks=7))

    assert (known.now, known.before, known.usual.level, known.counted) == (0.5, 0.25, 0.25, 40)
    assert (short.now, short.before, short.usual) == (0.5, 0.25, None)
    assert compare_share("label", "x", parts, wholes, ReportSettings(min_posts=50)) is None


def test_shares_are_of_the_posts_that_are_known_in_each_respect():
    rows = [
        (week, label, topic, posts)
        for week in range(WEEKS)
        for label, topic, posts in (
            ("negative", "0", 10.0),
            ("neutral", "0", 30.0),
            ("neutral", None, 40.0),
            (None, "1", 20.0),
        )
    ]

    found = {(c.kind, c.subject): c for c in compare_posts(posts_of(rows), WHOLE, SETTINGS)}

    assert found["posts", None].now == 100
    assert (found["label", "negative"].now, found["label", "negative"].counted) == (0.125, 80)
    assert found["topic", "0"].now == pytest.approx(40 / 60)
    assert found["mood_of_topic", "0"].now == 0.25
    assert ("mood_of_topic", "1") not in found  # nobody read its posts


def weeks_of_people(draws, plant=1.0):
    """Posts of weeks that are alike but for people's moods and habits; this week is `plant` more.

    Each week has its own people, and each of them writes several posts of one mood on one topic.
    """
    people = draws.poisson(60, WEEKS)
    week = np.repeat(np.arange(WEEKS), people)
    negative = draws.random(week.size) < np.where(week == 0, 0.2 * plant, 0.2)
    often = np.array([30, 20, 15, 12, 10, 6, 4, 3]) / 100
    rows = {
        "week": week,
        "label": np.where(negative, "negative", "neutral"),
        "topic": draws.choice(8, week.size, p=often).astype(str),
        "posts": draws.geometric(0.3, week.size).astype(float),
    }
    return posts_of(pd.DataFrame(rows))


def share_named(draws, tries, plant=1.0):
    named = [
        bool(clear_changes(compare_posts(weeks_of_people(draws, plant), WHOLE, SETTINGS), 0.05))
        for _ in range(tries)
    ]
    return np.mean(named)


def test_of_reports_on_ordinary_weeks_no_more_than_promised_name_anything():
    draws = np.random.default_rng(5)

    # 0.05 and two standard errors of 120 draws; comparing by post named a change in most of them.
    assert share_named(draws, 120) < 0.05 + 2 * np.sqrt(0.05 * 0.95 / 120)
    assert share_named(draws, 10, plant=4.0) == 1


def test_shuffled_weeks_of_real_tweets_name_a_change_as_rarely_as_promised(shared_data, measured):
    columns = ["created_at", "source", "lang", "is_retweet"]
    tweets = pd.read_csv(shared_data / "ggplot2_tweets" / "tweets.csv.gz", usecols=columns)
    last = datetime(2022, 7, 20, tzinfo=UTC)
    age = (last - pd.to_datetime(tweets["created_at"]).dt.floor("D")).dt.days
    weeks = 49
    tweets = tweets.assign(week=age // 7, is_retweet=tweets["is_retweet"].astype(str))
    tweets = tweets[(age >= 0) & (tweets["week"] < weeks)]
    often = tweets["source"].value_counts().index[:12]
    topic = tweets["source"].where(tweets["source"].isin(often))
    counted = (
        tweets.assign(label=tweets["is_retweet"] + tweets["lang"].eq("en").astype(str), topic=topic)
        .groupby(["week", "label", "topic"], dropna=False)
        .size()
        .rename("posts")
        .reset_index()
        .replace({"topic": {np.nan: None}})
    )
    draws = np.random.default_rng(7)

    named = 0
    for _ in range(100):
        order = draws.permutation(weeks)
        shuffled = counted.assign(week=order[counted["week"]])
        posts = posts_of(shuffled[shuffled["week"] < WEEKS])
        named += bool(clear_changes(compare_posts(posts, WHOLE, SETTINGS), 0.05))
    measured(f"shuffled weeks of tweets that name a change: {named} of 100 (seed 7)")

    # 5 of 100, and three standard errors more.
    assert named <= 11


def days_of(as_of, lengths, label="neutral"):
    """Posts of days: `lengths` of each of the days up to a day, the last first."""
    rows = [
        (as_of - timedelta(days=i), i, i // 7, "read", None, label, None, float(n))
        for i, n in enumerate(lengths)
        if n
    ]
    names = ["day", "age", "week", "reading", "foreign", "label", "topic", "posts"]
    return Daily(pd.DataFrame(rows, columns=names), WEEKS)


NO_PURCHASES = Daily(
    pd.DataFrame(columns=["day", "age", "week", "currency", "purchases", "revenue"]).astype(
        {"age": int, "week": int, "purchases": float, "revenue": float}
    ),
    WEEKS,
)
AS_OF = date(2024, 3, 31)


def week_of(lengths):
    counted = Counted(days_of(AS_OF, lengths), NO_PURCHASES)
    return changes_of_week(None, counted, {}, AS_OF, SETTINGS)


def test_a_day_that_is_missing_is_named_and_is_no_change():
    usual = [40, 38, 42, 41, 39, 40, 37] * WEEKS

    whole, broken = week_of(usual), week_of([40, 0, 0, 0, *usual[4:]])

    assert (whole.missing, whole.changes, whole.compared) == ([], [], 2)
    assert "30 March (0 posts, usually about 38)" in broken.missing[0]
    assert "28 March (0 posts" in broken.missing[0]
    assert not any(figure.is_clear for figure in broken.figures)
    assert (broken.figures[0].now, broken.figures[0].usual) == ("156", "-")


def test_a_young_lake_says_how_many_weeks_it_takes():
    week = week_of([40] * 25)

    # The days before the three whole weeks are no week.
    assert week.missing == [
        "Before this week there are 2 whole weeks of posts; it takes 6 to know what is usual. "
        "So the figures stand below, and nothing is said of them."
    ]
    assert (week.changes, week.compared) == ([], 0)
    assert next((f.name, f.now, f.before) for f in week.figures) == ("Posts", "280", "280")


def test_a_week_without_posts_is_told_and_a_lake_without_any_is_not():
    assert week_of([0] * 7 + [40] * 70).missing == ["There are no posts in this week."]
    assert week_of([]).missing == []
