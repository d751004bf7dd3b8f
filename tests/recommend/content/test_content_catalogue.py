"""What may be shown, and how it is placed: also what is new, without text, or gone."""

from datetime import date, timedelta

import numpy as np
import pytest

from voxlake.recommend.content.catalogue import catalogue_of, placed_items
from voxlake.recommend.content.model import ContentModel, TextMap
from voxlake.recommend.content.settings import ContentSettings
from voxlake.recommend.limits import blocked_pairs, limits_on, without_opted_out
from voxlake.tables import CONTENT_FACTORS, POSTS, TEXT_MEANINGS, USER_LIMITS

TODAY = date(2024, 3, 31)
SETTINGS = ContentSettings(post_days=3, item_days=10)
ACTIONS = "user_id string, item_kind string, item_id string, action string, day date, value double"
TEXTS = TextMap("e1", np.zeros(2), np.zeros(3), np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]))
MODEL = ContentModel("implicit", 2, 0.1, 1.0, 0.0, np.eye(2), np.eye(2), TEXTS)


def days_ago(count):
    return TODAY - timedelta(days=count)


@pytest.fixture(scope="module")
def posts(frame):
    plain = {"post_date": TODAY, "is_usable": True, "user_id": "a", "text_hash": "h"}
    rows = [
        {"post_id": "known", "text_hash": None},
        {"post_id": "new", "text_hash": "h1"},
        {"post_id": "other encoder", "text_hash": "h2"},
        {"post_id": "wordless", "text_hash": None},
        {"post_id": "third day", "post_date": days_ago(2), "text_hash": "h3"},
        {"post_id": "fourth day", "post_date": days_ago(3)},
        {"post_id": "tomorrow's", "post_date": days_ago(-1)},
        {"post_id": "unusable", "is_usable": False},
        {"post_id": "repost", "is_repost": True},
        {"post_id": "copy", "is_copy": True},
    ]
    return frame(POSTS, *({**plain, **row} for row in rows))


@pytest.fixture(scope="module")
def catalogue(frame, posts):
    used = {"lately": (20, 9), "long ago": (30, 10), "today": (0, 0)}
    actions = frame(
        ACTIONS,
        *(
            {"user_id": "u", "item_kind": "item", "item_id": item, "day": days_ago(n)}
            for item, ago in used.items()
            for n in ago
        ),
        {"user_id": "u", "item_kind": "post", "item_id": "fourth day", "day": TODAY},
    )
    return catalogue_of(posts, actions, TODAY, SETTINGS).cache()


def test_recent_posts_and_items_that_were_wanted_lately_may_be_shown(catalogue):
    rows = {(row.item_kind, row.item_id): (row.author_id, row.age) for row in catalogue.collect()}

    assert rows == {
        ("post", "known"): ("a", 0),
        ("post", "new"): ("a", 0),
        ("post", "other encoder"): ("a", 0),
        ("post", "wordless"): ("a", 0),
        ("post", "third day"): ("a", 2),
        ("item", "lately"): (None, 20),
        ("item", "today"): (None, 0),
    }


def placed(frame, catalogue, model=MODEL, factors=("known", "gone")):
    kept = frame(
        CONTENT_FACTORS,
        *({"item_kind": "post", "item_id": item, "factors": [0.5, 2.0]} for item in factors),
    )
    vectors = (("h1", "e1", TODAY), ("h2", "e2", TODAY), ("h3", "e1", TODAY))
    meanings = frame(
        TEXT_MEANINGS,
        *(
            {"text_hash": h, "encoder_version": e, "post_date": day, "vector": [3.0, 4.0, 0.0]}
            for h, e, day in vectors
        ),
    )
    rows = placed_items(catalogue, kept, meanings, model).collect()
    return {row.item_id: (row.factors, row.cluster, row.is_from_text) for row in rows}


def test_a_new_post_enters_by_its_text_and_one_without_text_or_vector_does_not(frame, catalogue):
    assert placed(frame, catalogue) == {
        "known": ([0.5, 2.0], 1, False),
        "new": ([0.6, 0.8], 1, True),
    }


def test_where_texts_tell_nothing_only_what_was_fitted_is_placed(frame, catalogue):
    wordless = ContentModel("implicit", 2, 0.1, 1.0, 0.0, np.eye(2), np.eye(2), None)

    assert set(placed(frame, catalogue, wordless)) == {"known"}


def test_of_a_model_whose_items_are_all_gone_only_new_posts_are_placed(frame, catalogue):
    assert set(placed(frame, catalogue, factors=("gone",))) == {"new"}


@pytest.fixture(scope="module")
def limits(frame):
    rows = [
        {"limit_id": "1", "user_id": "out", "limit": "opted_out"},
        {"limit_id": "2", "user_id": "back", "limit": "opted_out", "until": TODAY},
        {"limit_id": "3", "user_id": "later", "limit": "opted_out", "since": days_ago(-1)},
        {"limit_id": "4", "user_id": "now", "limit": "opted_out", "since": TODAY},
        {"limit_id": "5", "user_id": "a", "limit": "blocked", "other_user_id": "b"},
        {"limit_id": "6", "user_id": "b", "limit": "blocked", "other_user_id": "a"},
        {"limit_id": "7", "user_id": "a", "limit": "blocked", "other_user_id": "c", "until": TODAY},
    ]
    return limits_on(frame(USER_LIMITS, *rows), TODAY).cache()


def test_who_opted_out_is_left_out_from_the_first_day_to_the_last(frame, limits):
    users = ("out", "back", "later", "now", "a", None)
    rows = frame("n int, user_id string", *({"n": 1, "user_id": user} for user in users))

    kept = without_opted_out(rows, limits, "user_id").collect()

    assert {row.user_id for row in kept} == {"back", "later", "a", None}
    assert kept[0].n == 1


def test_limits_of_any_of_the_days_are_heeded(frame):
    rows = [
        {"limit_id": "1", "user_id": "over", "limit": "opted_out", "until": days_ago(5)},
        {"limit_id": "2", "user_id": "since", "limit": "opted_out", "since": days_ago(4)},
        {"limit_id": "3", "user_id": "later", "limit": "opted_out", "since": days_ago(-1)},
        {"limit_id": "4", "user_id": "long ago", "limit": "opted_out", "until": days_ago(9)},
    ]
    found = limits_on(frame(USER_LIMITS, *rows), days_ago(9), TODAY).collect()

    assert {row.user_id for row in found} == {"over", "since"}


def test_who_blocks_and_who_is_blocked_are_shown_nothing_of_each_other(limits):
    pairs = [tuple(row) for row in blocked_pairs(limits).collect()]

    assert sorted(pairs) == [("a", "b"), ("b", "a")]
