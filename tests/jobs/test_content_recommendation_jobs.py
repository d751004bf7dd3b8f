"""fit_content_model and recommend_content, end to end on a lake of a folder."""

from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from voxlake.core.days import Days
from voxlake.core.errors import TooLittleDataError
from voxlake.jobs import fit_content_model, recommend_content
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.recommend.content.settings import ContentSettings
from voxlake.run.config import ModelSettings
from voxlake.run.context import Context
from voxlake.run.models import ModelPlaces, Models
from voxlake.tables import (
    CONTENT_FACTORS,
    CONTENT_RECOMMENDATIONS,
    EVENTS,
    POSTS,
    TEXT_MEANINGS,
    USER_LIMITS,
    USERS,
)

TODAY = date(2024, 3, 31)
SPLIT = TODAY - timedelta(days=14)
USERS_OF, POSTS_OF, TASTES = 15, 20, 3
SETTINGS = ContentSettings(
    top=8, ranks=(3,), regularisations=(0.1,), alphas=(10.0,), iterations=3, blocks=1
)


def event(user, post, day):
    return {
        "event_id": f"{user} {post}",
        "event_date": day,
        "user_id": user,
        "event_type": "like",
        "target_post_id": post,
    }


def likes():
    """Users of three tastes, with what they liked before and after the split."""
    rng = np.random.default_rng(4)
    for taste in range(TASTES):
        for user in range(USERS_OF):
            drawn = rng.choice(POSTS_OF, 10, replace=False)
            for place, post in enumerate(drawn):
                day = SPLIT if place < 7 else TODAY
                yield event(f"{taste}u{user}", f"{taste}p{post}", day)


def post(name, day):
    return {
        "post_id": name,
        "post_date": day,
        "user_id": f"author of {name}",
        "is_usable": True,
        "text_hash": name,
    }


@pytest.fixture(scope="module")
def ran(spark, frame, tmp_path_factory):
    """Fitted and recommended once, on posts of which the vectors tell the taste."""
    folder = tmp_path_factory.mktemp("lake")
    lake = Lake(spark, Root(str(folder)), run_id="run")
    kept = []
    places = ModelPlaces.of(ModelSettings(), str(folder))
    models = Models(spark, places, run_id="run", keep_metrics=kept.extend)
    ctx = Context(spark, lake, models, Days.of([TODAY]), "run")
    rng = np.random.default_rng(5)
    posts = [post(f"{taste}p{n}", SPLIT) for taste in range(TASTES) for n in range(POSTS_OF)]
    posts += [post(f"{taste}new{n}", TODAY) for taste in range(TASTES) for n in range(4)]
    posts += [post(f"0out{n}", TODAY) | {"user_id": "out"} for n in range(POSTS_OF)]
    meanings = [
        {
            "text_hash": row["text_hash"],
            "post_date": row["post_date"],
            "encoder_version": "e1",
            "vector": (np.eye(TASTES)[int(row["post_id"][0])] + rng.normal(0, 0.1, 3)).tolist(),
        }
        for row in posts
    ]
    users = {row["user_id"] for row in likes()} | {"newcomer", "out"}
    out = {"limit_id": "1", "user_id": "out", "limit": "opted_out"}
    lake.replace(frame(EVENTS, *likes()), EVENTS, Days.every())
    lake.replace(frame(POSTS, *posts), POSTS, Days.every())
    lake.replace(frame(TEXT_MEANINGS, *meanings), TEXT_MEANINGS, Days.every())
    lake.replace(frame(USERS, *({"user_id": u} for u in sorted(users))), USERS, Days.every())
    lake.replace(frame(USER_LIMITS, out), USER_LIMITS, Days.every())
    fit_content_model.run(ctx, SETTINGS)
    recommend_content.run(ctx, SETTINGS)
    return ctx, kept


def rows(ctx):
    return ctx.lake.read(CONTENT_RECOMMENDATIONS, Days.of([ctx.as_of])).toPandas()


@pytest.mark.whole
def test_tastes_are_found_and_the_figures_are_kept(ran):
    ctx, kept = ran
    found = rows(ctx)

    of_model = found[found.source == "model"]
    right = of_model.item_id.str[0] == of_model.user_id.str[0]
    assert right[of_model["rank"] <= 5].mean() > 0.95
    assert set(of_model.model_version) == {ctx.models.version("content")} == {"1"}
    figures = {(split, name): value for _, _, split, name, value in kept}
    assert figures["later", "gain_low"] > 0
    assert figures["later", "ndcg_at_10"] > figures["later", "ndcg_at_10_of_popular"]
    assert ctx.notes["promoted"] is True
    assert ctx.notes["model"] == len(of_model)


@pytest.mark.whole
def test_nobody_is_shown_what_was_liked_and_who_opted_out_is_shown_nothing(ran):
    found = rows(ran[0])

    liked = {(row["user_id"], row["target_post_id"]) for row in likes()}
    assert not liked & set(zip(found.user_id, found.item_id, strict=True))
    assert "out" not in set(found.user_id)


@pytest.mark.whole
def test_posts_of_who_opted_out_are_shown_to_nobody(ran):
    found = rows(ran[0])

    assert not found.item_id.str.startswith("0out").any()


@pytest.mark.whole
def test_new_posts_enter_by_their_vectors_and_new_users_by_what_is_popular(ran):
    found = rows(ran[0])

    new = found[found.item_id.str[1:4] == "new"]
    assert len(new) > USERS_OF
    assert (new.item_id.str[0] == new.user_id.str[0]).mean() > 0.9
    assert set(found[found.user_id == "newcomer"].source) == {"popular"}
    assert len(found[found.user_id == "newcomer"]) == SETTINGS.top


@pytest.mark.whole
def test_a_user_who_came_after_the_fit_is_folded_in_without_another(ran, copied, frame):
    ctx = copied(ran[0])
    later = [event("late", f"1p{n}", TODAY) for n in range(4)]

    ctx.lake.merge(frame(EVENTS, *later), EVENTS)
    recommend_content.run(ctx, SETTINGS)

    found = rows(ctx)
    own = found[(found.user_id == "late") & (found.source == "model")]
    assert ctx.models.version("content") == "1"
    assert set(own.item_id[own["rank"] <= 5].str[0]) == {"1"}


@pytest.mark.whole
def test_a_second_fit_gives_the_same_rows_and_drops_the_factors_of_the_first(ran, copied):
    ctx = copied(ran[0])
    before = rows(ctx)

    fit_content_model.run(ctx, SETTINGS)
    recommend_content.run(ctx, SETTINGS)

    version = ctx.models.version("content")
    factors = ctx.lake.read(CONTENT_FACTORS)
    assert {row.model_version for row in factors.select("model_version").distinct().collect()} == {
        version
    }
    order = ["user_id", "rank"]
    again = rows(ctx).sort_values(order, ignore_index=True)
    before = before.sort_values(order, ignore_index=True)
    assert again[["user_id", "item_id", "source"]].equals(before[["user_id", "item_id", "source"]])
    assert np.allclose(again.score, before.score, atol=1e-4)


@pytest.mark.whole
def test_a_lake_without_actions_has_no_model_and_recommends_nothing(spark, tmp_path):
    lake = Lake(spark, Root(str(tmp_path)), run_id="run")
    models = SimpleNamespace(has_champion=lambda _: False)
    ctx = Context(spark, lake, models, Days.of([TODAY]), "run")

    with pytest.raises(TooLittleDataError, match="only 0 who had acted"):
        fit_content_model.run(ctx, SETTINGS)
    recommend_content.run(ctx, SETTINGS)

    assert lake.read(CONTENT_RECOMMENDATIONS).count() == 0
