"""recommend_friends and tune_friends, end to end on a lake of a folder."""

from datetime import date, datetime, timedelta
from functools import partial

import pytest
from friend_rows import hashtag
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.core.errors import TooLittleDataError
from voxlake.jobs import recommend_friends, tune_friends
from voxlake.jobs.common.friends import known_on, people_on
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.recommend.content.judging import Gain
from voxlake.recommend.friends.graph.settings import (
    FriendGraphSettings,
    FriendTuningSettings,
    FriendWeights,
)
from voxlake.recommend.friends.recommend import of_user
from voxlake.recommend.friends.settings import BigAccountSettings, FriendSettings
from voxlake.run.config import ModelSettings
from voxlake.run.context import Context
from voxlake.run.models import ModelPlaces, Models
from voxlake.spark.persisted import persisted
from voxlake.tables import (
    FOLLOWS,
    FRIEND_CANDIDATES,
    HASHTAGS,
    MODEL_METRICS,
    POST_EMOTION,
    POSTS,
    USER_FEATURES,
    USER_LIMITS,
    USER_MOOD,
    USER_RECOMMENDATIONS,
    USERS,
)

FIRST = date(2024, 3, 30)
SECOND = FIRST + timedelta(days=1)
OF_DAYS = (POSTS, POST_EMOTION, USER_FEATURES, USER_MOOD, HASHTAGS)
GROUPS, SIZE = 4, 6
MOODS = ("depressed", "cheerful", "neutral", "stressed", "satisfied", "unknown")
NAMES = [f"g{group}u{n}" for group in range(GROUPS) for n in range(SIZE)]
SETTINGS = FriendSettings(
    graph=FriendGraphSettings(most=10, degree_cap=8),
    big_accounts=BigAccountSettings(share=0.1),
    tuning=FriendTuningSettings(share=0.3, indices=(0.0, 1.0), interests=(0.0, 1.0)),
)


def edge(one, other, day=FIRST):
    return {
        "follower_id": one,
        "followed_id": other,
        "followed_at": datetime.combine(day, datetime.min.time()),
    }


def ring():
    """In each group everyone follows the next two."""
    for group in range(GROUPS):
        for n in range(SIZE):
            for step in (1, 2):
                yield edge(f"g{group}u{n}", f"g{group}u{(n + step) % SIZE}")


# Beside it: one who follows oneself, an unknown one, and all.
ODD = (
    edge("g0u0", "g0u0"),
    edge("g0u1", "nobody"),
    *(edge("all", name) for name in NAMES),
)


def fill(lake, frame, day, *, moods=MOODS):
    """What the jobs before leave of a day."""
    users = [*NAMES, "all", "out"]
    posts = [
        {"post_id": f"{day} {name}", "post_date": day, "user_id": name, "language": "en"}
        for name in users
    ]
    emotions = [{**post, "joy": 0.5, "optimism": 0.1} for post in posts]
    for row in emotions:
        del row["language"]
    lake.replace(frame(POSTS, *posts), POSTS, Days.of([day]))
    lake.replace(frame(POST_EMOTION, *emotions), POST_EMOTION, Days.of([day]))
    features = [
        {"as_of_date": day, "user_id": name, "top_topics": [int(name[1])], "follower_count": n}
        for n, name in enumerate(NAMES)
    ]
    lake.replace(frame(USER_FEATURES, *features), USER_FEATURES, Days.of([day]))
    told = [
        {"as_of_date": day, "user_id": name, "mood": moods[n % len(moods)], "positivity": 0.5}
        for n, name in enumerate(NAMES)
    ]
    lake.replace(frame(USER_MOOD, *told), USER_MOOD, Days.of([day]))
    tags = [{**hashtag(f"tag{group}", group), "as_of_date": day} for group in range(GROUPS)]
    lake.replace(frame(HASHTAGS, *tags), HASHTAGS, Days.of([day]))


def context(spark, folder, day):
    lake = Lake(spark, Root(str(folder)), run_id="run")
    places = ModelPlaces.of(ModelSettings(), str(folder))
    keep = partial(lake.merge_values, table=MODEL_METRICS)
    models = Models(spark, places, run_id="run", keep_metrics=keep)
    return Context(spark, lake, models, Days.of([day]), "run")


@pytest.fixture(scope="module")
def two_days(spark, frame, tmp_path_factory):
    """Run on a day, and on the next, on which little has changed; and what each left."""
    ctx = context(spark, tmp_path_factory.mktemp("lake"), FIRST)
    lake = ctx.lake
    users = [*NAMES, "all", "out"]
    lake.replace(frame(USERS, *({"user_id": name} for name in users)), USERS, Days.every())
    lake.replace(frame(FOLLOWS, *ring(), *ODD), FOLLOWS, Days.every())
    out = {"limit_id": "1", "user_id": "out", "limit": "opted_out"}
    lake.replace(frame(USER_LIMITS, out), USER_LIMITS, Days.every())
    fill(lake, frame, FIRST)
    recommend_friends.run(ctx, SETTINGS)
    first = ctx.notes["computed_again"]

    limits = (
        out,
        {"limit_id": "2", "user_id": "g1u3", "limit": "opted_out", "since": SECOND},
        {"limit_id": "3", "user_id": "g2u0", "limit": "blocked", "other_user_id": "g2u3"},
    )
    lake.replace(frame(USER_LIMITS, *limits), USER_LIMITS, Days.every())
    fill(lake, frame, SECOND)
    later = context(spark, lake.place.home, SECOND)
    recommend_friends.run(later, SETTINGS)
    return later, first, later.notes["computed_again"]


def rows(lake, table, day):
    found = lake.read(table, Days.of([day])).drop("as_of_date", "made_by")
    return sorted(map(str, found.collect()))


def offers(lake, day, kind="friend"):
    found = lake.read(USER_RECOMMENDATIONS, Days.of([day])).where(F.col("item").isNotNull())
    return {(r.user_id, r["item"]) for r in found.where(F.col("kind") == kind).collect()}


@pytest.mark.whole
def test_all_kinds_are_written_and_odd_follows_lead_nowhere(two_days):
    lake = two_days[0].lake
    friends = offers(lake, FIRST)

    users = {user for user, _ in friends}
    assert users == set(NAMES)  # who follows all has nobody left, and who opted out takes no part
    assert offers(lake, FIRST, "big_account")
    assert offers(lake, FIRST, "hashtag") == {(name, f"tag{name[1]}") for name in NAMES}
    assert not {(user, item) for user, item in friends if user == item}
    assert "nobody" not in {name for pair in friends for name in pair}
    assert ("g0u0", "g0u3") in friends  # whom both friends follow
    assert not {("g0u0", "g0u1"), ("g0u0", "g0u2")} & friends


@pytest.mark.whole
def test_the_second_day_computes_those_that_changed_and_its_rows_are_those_of_a_full_run(
    two_days, frame, spark, tmp_path
):
    ctx, first, second = two_days
    full = context(spark, tmp_path, SECOND)
    for table in (*OF_DAYS, USERS, FOLLOWS, USER_LIMITS):
        full.lake.replace(ctx.lake.read(table), table, Days.every())

    recommend_friends.run(full, SETTINGS)

    for table in (FRIEND_CANDIDATES, USER_RECOMMENDATIONS):
        assert rows(full.lake, table, SECOND) == rows(ctx.lake, table, SECOND)
        assert rows(full.lake, table, SECOND) != rows(ctx.lake, table, FIRST)
    assert full.notes["computed_again"] >= first >= len(NAMES)
    # Those near g1u3, who opts out, and near g2u0 and g2u3, of whom one blocks the other.
    assert 0 < second <= len(NAMES) // 2


@pytest.mark.whole
def test_who_opts_out_or_blocks_is_out_on_the_same_day_of_rows_taken_over_too(two_days):
    lake = two_days[0].lake

    for kind in ("friend", "hashtag", "big_account"):
        for pair in offers(lake, SECOND, kind):
            assert not {"out", "g1u3"} & set(pair)
            assert set(pair) != {"g2u0", "g2u3"}
    kept = lake.read(USER_RECOMMENDATIONS, Days.of([SECOND])).select("user_id").distinct()
    assert not {"out", "g1u3"} & {row.user_id for row in kept.collect()}
    assert any("g1u3" in pair for pair in offers(lake, FIRST))
    assert {("g2u0", "g2u3"), ("g2u3", "g2u0")} & offers(lake, FIRST)
    stored = lake.read(FRIEND_CANDIDATES, Days.of([SECOND])).where("user_id = 'g1u3'").collect()
    assert [row.candidates for row in stored] == [None]
    kept = lake.read(FRIEND_CANDIDATES, Days.of([SECOND])).select(F.explode("candidates.item"))
    assert not {"out", "g1u3"} & {row.col for row in kept.collect()}


@pytest.mark.whole
def test_one_user_is_told_what_the_job_wrote(two_days):
    ctx = two_days[0]
    with persisted(people_on(ctx, SETTINGS)) as people:
        rows = of_user("g3u2", known_on(ctx, people, SETTINGS), SECOND, SETTINGS)
        one = rows.collect()

    written = ctx.lake.read(USER_RECOMMENDATIONS, Days.of([SECOND])).where("user_id = 'g3u2'")
    assert sorted(map(str, one)) == sorted(map(str, written.collect()))
    assert written.count() > 1


@pytest.mark.whole
def test_tuned_weights_rank_from_then_on_and_all_are_computed_again(
    two_days, copied, spark, monkeypatch
):
    ctx = context(spark, copied(two_days[0]).lake.place.home, SECOND)
    better = FriendWeights(adamic_adar=1), Gain(0.5, 0.1)
    monkeypatch.setattr(tune_friends, "better_weights", lambda *_: better)
    tune_friends.run(ctx, SETTINGS)

    recommend_friends.run(ctx, SETTINGS)

    figures = {row.metric: row.value for row in ctx.lake.read(MODEL_METRICS).collect()}
    assert 0 <= figures["recall_at_10_of_present"] <= 1
    assert (figures["gain"], figures["gain_low"]) == (0.5, 0.1)
    assert figures["held_out_follows"] > 0
    found = ctx.lake.read(USER_RECOMMENDATIONS, Days.of([SECOND])).where("kind = 'friend'")
    assert {row.model_version for row in found.collect()} == {"1"}
    assert ctx.models.champion("friends").model == better[0].model_dump()
    assert ctx.notes["computed_again"] >= len(NAMES)


@pytest.mark.parametrize("gain", [None, Gain(0.5, -0.1)], ids=["untold", "by chance"])
@pytest.mark.whole
def test_weights_that_find_no_more_beyond_noise_are_not_put_to_use(
    two_days, copied, spark, monkeypatch, gain
):
    ctx = context(spark, copied(two_days[0]).lake.place.home, SECOND)
    other = FriendWeights(adamic_adar=1), gain
    monkeypatch.setattr(tune_friends, "better_weights", lambda *_: other)

    tune_friends.run(ctx, SETTINGS)

    assert not ctx.models.has_champion("friends")
    assert ctx.notes["promoted"] is False
    assert ctx.notes["held_out_follows"] > 0


@pytest.mark.whole
def test_a_lake_without_anybody_recommends_nothing_and_has_nothing_to_tune_by(spark, tmp_path):
    ctx = context(spark, tmp_path, FIRST)

    recommend_friends.run(ctx, SETTINGS)

    assert ctx.lake.read(USER_RECOMMENDATIONS).count() == 0
    with pytest.raises(TooLittleDataError, match="no follows to hold out"):
        tune_friends.run(ctx, SETTINGS)
