"""evaluate_recommendations and count_clicks, end to end on a lake of a folder."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from voxlake.core.days import Days
from voxlake.jobs import count_clicks, evaluate_recommendations
from voxlake.jobs.common.content_known import content_known
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.recommend.content.settings import ContentSettings
from voxlake.recommend.evaluation.settings import ClickSettings, EvaluationSettings
from voxlake.run.context import Context
from voxlake.tables import (
    CONTENT_RECOMMENDATIONS,
    EVENTS,
    FOLLOWS,
    MODEL_METRICS,
    POSTS,
    RECOMMENDATION_CLICKS,
    RECOMMENDATION_EVENTS,
    RECOMMENDATION_METRICS,
    USER_LIMITS,
    USER_RECOMMENDATIONS,
)

TODAY = date(2024, 3, 31)
CUT = TODAY - timedelta(days=14)
EARLIER = CUT - timedelta(days=5)
USERS_OF, POSTS_OF, TASTES = 15, 24, 3
SETTINGS = EvaluationSettings(
    samples=200,
    groups=100,
    cutoffs=(5, 10),
    content=ContentSettings(
        ranks=(3,), regularisations=(0.1,), alphas=(10.0,), iterations=3, blocks=1
    ),
)
KEY = ["kind", "method", "band", "cutoff", "metric"]


def likes():
    """Users of three tastes, with what they liked long before the cut, before it, and after it."""
    rng = np.random.default_rng(6)
    days = (CUT - timedelta(days=20), CUT - timedelta(days=6), TODAY)
    for taste in range(TASTES):
        for user in range(USERS_OF):
            for place, post in enumerate(rng.choice(POSTS_OF, 12, replace=False)):
                yield {
                    "event_id": f"{taste} {user} {post}",
                    "event_date": days[place // 4],
                    "user_id": f"{taste}u{user}",
                    "event_type": "like",
                    "target_post_id": f"{taste}p{post}",
                }


def post(name, day):
    return {"post_id": name, "post_date": day, "user_id": f"by {name}", "is_usable": True}


def table(ctx):
    return ctx.lake.read(RECOMMENDATION_METRICS, Days.of([ctx.as_of])).toPandas()


def value_of(rows, method, metric, at=5, band="all"):
    told = rows[(rows.kind == "post") & (rows.band == band) & (rows["cutoff"] == at)]
    (row,) = told[(told.method == method) & (told.metric == metric)].itertuples()
    return row


def lake_of_likes(spark, frame, folder):
    """Likes, posts and one who opts out later; nothing is judged yet."""
    lake = Lake(spark, Root(str(folder)), run_id="run")
    models = SimpleNamespace(has_champion=lambda _: False)
    names = [f"{taste}p{n}" for taste in range(TASTES) for n in range(POSTS_OF)]
    posts = [post(name, CUT - timedelta(days=25)) for name in names] + [post("0p99", TODAY)]
    out = {"limit_id": "1", "user_id": "0u0", "limit": "opted_out", "since": TODAY}
    lake.replace(frame(EVENTS, *likes()), EVENTS, Days.every())
    lake.replace(frame(POSTS, *posts), POSTS, Days.every())
    lake.replace(frame(USER_LIMITS, out), USER_LIMITS, Days.every())
    return Context(spark, lake, models, Days.of([TODAY]), "run")


@pytest.fixture(scope="module")
def ran(spark, frame, tmp_path_factory):
    """Judged once: there are no lists of the past, which are made as they would have been."""
    ctx = lake_of_likes(spark, frame, tmp_path_factory.mktemp("made"))
    evaluate_recommendations.run(ctx, SETTINGS)
    return ctx


@pytest.fixture(scope="module")
def kept(spark, frame, tmp_path_factory):
    """Judged once: there are lists of the past."""
    ctx = lake_of_likes(spark, frame, tmp_path_factory.mktemp("kept"))
    keep_content_lists(ctx.lake, frame)
    keep_lists_of_people(ctx.lake, frame)
    evaluate_recommendations.run(ctx, SETTINGS)
    return ctx


def keep_content_lists(lake, frame):
    """Each user was shown the six posts of the same numbers: all of them of the first taste."""
    shown = [
        {
            "as_of_date": EARLIER,
            "user_id": f"{taste}u{user}",
            "item_kind": "post",
            "item_id": f"0p{n}",
            "rank": n + 1,
            "model_version": "4",
        }
        for taste in range(TASTES)
        for user in range(1, USERS_OF)
        for n in range(6)
    ]
    rows = frame(CONTENT_RECOMMENDATIONS, *shown)
    lake.replace(rows, CONTENT_RECOMMENDATIONS, Days.of([EARLIER]))


def keep_lists_of_people(lake, frame):
    """Lists of people and hashtags, with follows and posts before and after them."""
    before, later = datetime(2024, 3, 1), datetime(2024, 3, 25)
    follows = [("a", "b", before), ("b", "c", before), ("c", "d", before), ("d", "b", before)]
    follows += [("a", "c", later), ("b", "d", later), ("0u0", "d", later), ("a", "0u0", later)]
    shown = [("a", "friend", 1, "c"), ("a", "friend", 0, None), ("b", "friend", 1, "a")]
    shown += [("a", "hashtag", 1, "tea"), ("0u0", "friend", 1, "d")]
    tags = [("a", CUT, "rain"), ("b", CUT, "tea"), ("a", TODAY, "tea")]
    lists = frame(
        USER_RECOMMENDATIONS,
        *(
            {"as_of_date": CUT, "user_id": user, "kind": kind, "rank": rank, "item": item}
            for user, kind, rank, item in shown
        ),
    )
    pairs = (
        {"follower_id": follower, "followed_id": followed, "followed_at": at}
        for follower, followed, at in follows
    )
    posts = (
        {"post_id": f"tag {n}", "user_id": user, "post_date": day, "hashtags": [tag]}
        for n, (user, day, tag) in enumerate(tags)
    )
    lake.replace(lists, USER_RECOMMENDATIONS, Days.of([CUT]))
    lake.merge(frame(FOLLOWS, *pairs), FOLLOWS)
    lake.merge(frame(POSTS, *posts), POSTS)


@pytest.mark.whole
def test_lists_made_as_of_the_cut_are_judged_beside_the_simplest_by_what_came_after(ran):
    rows = table(ran)

    own, popular = (value_of(rows, method, "ndcg") for method in ("recommended", "popular"))
    assert own.value > popular.value + 0.1
    assert own.over_popular_low > 0
    assert own.cut_date == CUT
    assert own.model_version == f"until {CUT}"
    assert own.reachable == 1
    assert value_of(rows, "covisitation", "ndcg").value > popular.value
    assert ran.notes["content_cut"] == str(CUT)


@pytest.mark.whole
def test_who_opted_out_since_is_not_judged_by(ran):
    assert value_of(table(ran), "recommended", "recall").user_count == TASTES * USERS_OF - 1


@pytest.mark.whole
def test_of_who_opted_out_since_nothing_is_known_at_the_cut_either(kept):
    at_cut = replace(kept, days=Days.of([CUT]))

    with content_known(at_cut, SETTINGS.content, heeded=TODAY) as known:
        told = [known.actions, known.wishes, known.users]
        users = [{row.user_id for row in rows.select("user_id").collect()} for rows in told]

    assert all("0u0" not in of_rows and "0u1" in of_rows for of_rows in users)


@pytest.mark.whole
def test_figures_of_all_users_are_kept_beside_those_of_models(ran):
    kept = ran.lake.read(MODEL_METRICS).toPandas()

    assert set(kept.model) == {"content"}
    assert set(kept.model_version) == {f"until {CUT}"}
    assert set(kept.split) == {"14 days after"}
    told = dict(zip(kept.metric, kept.value, strict=True))
    own = value_of(table(ran), "recommended", "ndcg", at=10)
    assert told["post_recommended_ndcg_at_10"] == own.value
    assert told["post_recommended_ndcg_at_10_over_popular_low"] == own.over_popular_low


@pytest.mark.whole
def test_a_second_run_writes_the_same_rows(ran, copied):
    ctx = copied(ran)

    evaluate_recommendations.run(ctx, SETTINGS)

    before, again = (rows.sort_values(KEY, ignore_index=True) for rows in (table(ran), table(ctx)))
    assert again.equals(before)


@pytest.mark.whole
def test_lists_that_were_kept_are_judged_as_they_are_and_against_all_days_after_them(kept):
    rows = table(kept)

    own = value_of(rows, "recommended", "recall", at=10)
    after = {}
    for like in likes():
        if like["event_date"] > EARLIER and like["user_id"] != "0u0":
            after.setdefault(like["user_id"], set()).add(like["target_post_id"])
    shown_posts = {f"0p{n}" for n in range(6)}
    found = {user: len(wanted & shown_posts) / len(wanted) for user, wanted in after.items()}
    without = [user for user in after if user.endswith("u0")]  # they had no lists
    expected = sum(share for user, share in found.items() if user not in without) / len(after)
    assert (own.cut_date, own.model_version) == (EARLIER, "4")
    assert own.value == pytest.approx(expected, abs=1e-6)
    # No list of a baseline is longer than six either.
    at_ten, at_five = (value_of(rows, "popular", "recall", at=at).value for at in (10, 5))
    assert at_five < at_ten
    assert value_of(rows, "popular", "coverage", at=10).value <= 1


@pytest.mark.whole
def test_friends_and_hashtags_that_were_kept_are_judged_by_later_follows_and_posts(kept):
    rows = table(kept)

    own = rows[(rows.method == "recommended") & (rows.band == "all") & (rows["cutoff"] == 5)]
    recalls = own[own.metric == "recall"].set_index("kind")
    assert recalls.value[["friend", "hashtag", "big_account"]].tolist() == [0.5, 1.0, 0.0]
    assert recalls.user_count[["friend", "hashtag"]].tolist() == [2, 1]
    assert kept.notes["friends_cut"] == str(CUT)
    figures = kept.lake.read(MODEL_METRICS).where("model = 'friends'").toPandas()
    assert "friend_recommended_recall_at_5" in set(figures.metric)


@pytest.mark.whole
def test_a_lake_without_actions_has_no_figures(spark, tmp_path):
    lake = Lake(spark, Root(str(tmp_path)), run_id="run")
    models = SimpleNamespace(has_champion=lambda _: False)
    ctx = Context(spark, lake, models, Days.of([TODAY]), "run")

    evaluate_recommendations.run(ctx, SETTINGS)
    count_clicks.run(ctx, ClickSettings())

    assert lake.read(RECOMMENDATION_METRICS).count() == 0
    assert lake.read(RECOMMENDATION_CLICKS).count() == 0


def test_clicks_of_the_window_are_counted_and_a_second_run_writes_the_same_rows(
    spark, tmp_path, frame
):
    lake = Lake(spark, Root(str(tmp_path)), run_id="run")
    ctx = Context(spark, lake, SimpleNamespace(), Days.of([TODAY]), "run")

    def event(number, day, action, item="x"):
        given = {"request_id": f"r{day}", "rank": 1, "propensity": 0.5}
        key = {"event_id": f"e{number}", "event_date": day, "user_id": "a", "kind": "content"}
        return {**key, "item": item, "action": action, **(given if action == "shown" else {})} | {
            "request_id": f"r{day}"
        }

    events = [
        event(1, TODAY, "shown"),
        event(2, TODAY, "clicked"),
        event(3, TODAY, "clicked", item="y"),
        event(4, TODAY - timedelta(days=10), "shown"),
        event(5, TODAY + timedelta(days=1), "shown"),
    ]
    ctx.lake.replace(frame(RECOMMENDATION_EVENTS, *events), RECOMMENDATION_EVENTS, Days.every())

    tables = []
    for _ in range(2):
        count_clicks.run(ctx, ClickSettings(window_days=10))
        rows = ctx.lake.read(RECOMMENDATION_CLICKS).toPandas()
        tables.append(rows.sort_values("rank", ignore_index=True))

    first, again = tables
    assert again.equals(first)
    assert first["rank"].tolist() == [0, 1]
    assert first.shown_count.tolist() == [1, 1]
    assert first.clicked_count.tolist() == [1, 1]
    assert first.unknown_click_count.tolist() == [1, 0]
    assert (ctx.notes["shown"], ctx.notes["unknown"]) == (1, 1)
