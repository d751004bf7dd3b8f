import io
from contextlib import redirect_stdout
from math import log1p

import pytest
from friend_rows import items_of, known_of, person

from voxlake.recommend.friends import reasons
from voxlake.recommend.friends.big_accounts import accounts_of, big_accounts
from voxlake.recommend.friends.settings import BigAccountSettings

SETTINGS = BigAccountSettings(share=0.5, prior_posts=2)
FOLLOWERS = {"star": 1000, "sad": 800, "loved": 500, "quiet": 900}
# Half of eight are big: those of 500 and more.
PEOPLE = (
    person("star", "neutral", topics=[1], follower_count=1000),
    person("sad", "stressed", topics=[2], follower_count=800),
    person("loved", "cheerful", topics=[2, 3], follower_count=500),
    person("quiet", None, topics=[1], follower_count=900, is_offered=False),
    person("low", "depressed", topics=[2], follower_count=1),
    person("tense", "stressed", topics=[1, 2], follower_count=1),
    person("glad", "cheerful", topics=[2, 3], follower_count=1),
    person("new", None, follower_count=1),
    person("unheard", "cheerful", topics=[2]),
)
POSTS = (
    *(("star", 0.5), ("sad", 0.1), ("sad", 0.1), ("loved", 0.9), ("low", 1.0)),
    *(("loved", float("nan")), ("star", None)),  # not scored
)


@pytest.fixture(scope="module")
def known(frame):
    return known_of(
        frame,
        PEOPLE,
        follows=(("glad", "star"), ("star", "star")),
        barred=(("new", "loved"),),
        emotions=POSTS,
    )


@pytest.fixture(scope="module")
def offered(known):
    return big_accounts(known, SETTINGS, 10).collect()


def test_big_are_the_first_by_followers_who_posted_lately(known):
    rows = {row["item"]: row for row in accounts_of(known, SETTINGS).collect()}

    # Of the four scored posts of big accounts the mean is 0.4; it stands for two posts of each.
    assert set(rows) == {"star", "sad", "loved"}
    assert rows["star"].positivity == pytest.approx((0.5 + 0.8) / 3)
    assert rows["sad"].positivity == pytest.approx((0.2 + 0.8) / 4)
    assert rows["loved"].positivity == pytest.approx((0.9 + 0.8) / 3)
    assert rows["star"].reach == pytest.approx(1)
    assert rows["loved"].reach == pytest.approx(log1p(500) / log1p(1000))
    assert {row["item"] for row in rows.values() if row.is_negative} == {"sad"}


def test_positivity_fit_and_reach_make_the_score(offered):
    rows = {(row.user_id, row["item"]): row for row in offered}

    reach = log1p(500) / log1p(1000)
    assert rows["glad", "loved"].score == pytest.approx(1.7 / 3 + 1 + 0.5 * reach)
    assert rows["tense", "loved"].score == pytest.approx(1.7 / 3 + 0.5 + 0.5 * reach)
    assert rows["new", "star"].score == pytest.approx(1.3 / 3 + 0.5)
    assert rows["glad", "loved"].reason == reasons.BIG_OF_TOPICS
    assert rows["new", "star"].reason == reasons.BIG


def test_an_account_of_negative_mood_is_never_offered_to_a_user_of_negative_mood(offered):
    given = {}
    for row in offered:
        given.setdefault(row.user_id, set()).add(row["item"])

    assert given["low"] == given["tense"] == {"star", "loved"}
    assert given["sad"] == {"star", "loved"}
    assert "sad" in given["glad"]
    assert "sad" in given["new"]


def test_nobody_is_offered_oneself_whom_one_follows_or_who_is_blocked(offered):
    pairs = {(row.user_id, row["item"]) for row in offered}

    assert {item for user, item in pairs if user == "glad"} == {"loved", "sad"}
    assert ("new", "loved") not in pairs
    assert not {(name, name) for name in FOLLOWERS} & pairs


def test_short_lists_leave_users_of_negative_mood_with_as_many(known):
    short = SETTINGS.model_copy(update={"per_topic": 1})

    items = items_of(big_accounts(known, short, 1))

    assert items["low"] == items["tense"] == ["loved"]


def test_a_user_has_the_best_of_the_topic_whoever_else_there_is(known):
    assert items_of(big_accounts(known, SETTINGS, 1))["glad"] == ["loved"]


def test_where_all_have_as_many_followers_or_none_are_known_nobody_is_big(frame):
    alike = known_of(frame, [person(f"u{n}", follower_count=7) for n in range(3)])
    unknown = known_of(frame, [person("u"), person("v", follower_count=None)])

    assert not items_of(big_accounts(alike, SETTINGS, 10))
    assert not items_of(big_accounts(unknown, SETTINGS, 10))


def test_without_posts_followers_and_topics_decide(frame):
    known = known_of(frame, PEOPLE)

    assert items_of(big_accounts(known, SETTINGS, 2))["new"] == ["star", "sad"]


def test_users_and_accounts_meet_on_topics_alone(known):
    said = io.StringIO()
    with redirect_stdout(said):
        big_accounts(known, SETTINGS, 10).explain()

    assert "HashJoin" in said.getvalue()
    assert "CartesianProduct" not in said.getvalue()
    assert "NestedLoop" not in said.getvalue()
