"""Candidates come by joins on what both have, in lists of bounded length."""

from dataclasses import replace
from datetime import date

import pytest

from voxlake.recommend.content.barred import Barred
from voxlake.recommend.content.candidates import (
    Offers,
    candidates_of,
    cluster_lists,
    neighbours_of,
    scored,
)
from voxlake.recommend.content.settings import ContentSettings

SETTINGS = ContentSettings(seeds=3, neighbours=2, min_common_users=2)
WISHES = "user_id string, item_kind string, item_id string, weight double, target double, day date"
ITEMS = "item_kind string, item_id string, factors array<double>, cluster int, is_from_text boolean"
CATALOGUE = "item_kind string, item_id string, author_id string, age int"
KEY = "user_id string, item_kind string, item_id string"
BLOCKED = "user_id string, author_id string"


def wish(user, item, weight=1.0, kind="post"):
    return {
        "user_id": user,
        "item_kind": kind,
        "item_id": item,
        "weight": weight,
        "target": weight,
        "day": date(2024, 3, 1),
    }


def post(item, **given):
    return {"item_kind": "post", "item_id": item, **given}


def close(rows):
    return {(row.item_id, row.other_id): row.closeness for row in rows.collect()}


@pytest.fixture(scope="module")
def wishes(frame):
    pairs = {"a": "pqx", "b": "pq", "c": "pr", "d": "pr", "e": "p"}
    return frame(WISHES, *(wish(user, item) for user, items in pairs.items() for item in items))


def test_closeness_of_items_is_the_cosine_of_their_users(wishes):
    # p has five users, q two and r two; q and r are wanted by users of p alone, x by one user.
    assert close(neighbours_of(wishes, SETTINGS)) == {
        ("p", "q"): pytest.approx(2 / 10**0.5),
        ("q", "p"): pytest.approx(2 / 10**0.5),
        ("p", "r"): pytest.approx(2 / 10**0.5),
        ("r", "p"): pytest.approx(2 / 10**0.5),
    }


def test_an_item_has_no_more_neighbours_than_its_list_holds_and_users_no_more_seeds(wishes, frame):
    one = SETTINGS.model_copy(update={"neighbours": 1})
    assert close(neighbours_of(wishes, one)).keys() == {("p", "q"), ("q", "p"), ("r", "p")}

    greedy = frame(WISHES, *(wish(user, f"i{n}", 1.0 + n) for user in "ab" for n in range(9)))
    pairs = close(neighbours_of(greedy, SETTINGS.model_copy(update={"neighbours": 99})))
    assert {item for pair in pairs for item in pair} == {"i6", "i7", "i8"}


@pytest.fixture(scope="module")
def items(frame):
    """Five posts in two groups; s is in the first and nobody wants it, but it is new."""
    places = {"p": 0, "q": 0, "r": 0, "s": 0, "t": 1}
    return frame(
        ITEMS,
        *(
            post(item, factors=[1.0 + cluster, 2.0], cluster=cluster, is_from_text=item == "s")
            for item, cluster in places.items()
        ),
    )


@pytest.fixture(scope="module")
def catalogue(frame):
    """Posts of authors of their names, but t, which nobody made."""
    ages = {"p": 9, "q": 8, "r": 7, "s": 0}
    made = (post(item, age=age, author_id=f"of {item}") for item, age in ages.items())
    return frame(CATALOGUE, *made, post("t", age=5))


@pytest.fixture(scope="module")
def lists(catalogue, wishes, items):
    settings = SETTINGS.model_copy(update={"cluster_items": 2, "cluster_new_items": 1})
    return cluster_lists(items, catalogue, wishes, settings).cache()


def test_a_group_lists_what_is_wanted_most_and_what_is_new(lists):
    found = {(row.cluster, row.item_id): row.weight for row in lists.collect()}

    # q and r weigh as much, and r is younger.
    assert found == {(0, "p"): 5.0, (0, "r"): 2.0, (0, "s"): 0.0, (1, "t"): 0.0}


@pytest.fixture(scope="module")
def users(frame):
    return frame(
        "user_id string, user_factors array<double>, clusters array<int>",
        {"user_id": "e", "user_factors": [0.5, 0.1], "clusters": [0, 1]},
    )


@pytest.fixture(scope="module")
def offers(frame, wishes, items, lists, catalogue):
    seen = frame(KEY, {"user_id": "e", **post("p")}, {"user_id": "x", **post("q")})
    barred = Barred(seen, frame(BLOCKED))
    return Offers(neighbours_of(wishes, SETTINGS), lists, items, catalogue, barred)


def found_with(rows):
    return {(row.user_id, row.item_id): row.is_with for row in rows.collect()}


def test_a_user_has_what_goes_with_own_items_and_the_groups_lists_but_what_is_seen(
    users, wishes, offers
):
    assert found_with(candidates_of(users, wishes, offers, SETTINGS)) == {
        ("e", "q"): True,  # beside p, which the user has seen
        ("e", "r"): True,
        ("e", "s"): False,
        ("e", "t"): False,
    }


def test_own_posts_and_those_of_who_is_blocked_are_no_candidates(frame, users, wishes, offers):
    own = offers.catalogue.replace({"of s": "e"}, subset=["author_id"])
    blocked = frame(
        BLOCKED,
        {"user_id": "e", "author_id": "of q"},
        {"user_id": "x", "author_id": "of r"},
        {"user_id": "e", "author_id": None},
    )
    few = replace(offers, catalogue=own, barred=replace(offers.barred, blocked=blocked))

    assert found_with(candidates_of(users, wishes, few, SETTINGS)).keys() == {
        ("e", "r"),
        ("e", "t"),
    }


def test_of_candidates_those_beside_own_items_come_first(users, wishes, offers):
    two = SETTINGS.model_copy(update={"candidates": 2})

    assert found_with(candidates_of(users, wishes, offers, two)).keys() == {("e", "q"), ("e", "r")}


def test_an_item_without_factors_is_no_candidate(users, wishes, offers):
    few = replace(offers, items=offers.items.where("item_id <> 'q'"))

    found = found_with(candidates_of(users, wishes, few, SETTINGS))

    assert found.keys() == {("e", "r"), ("e", "s"), ("e", "t")}


def test_a_score_is_the_product_of_factors_over_the_mean(users, wishes, offers, items):
    found = candidates_of(users, wishes, offers, SETTINGS)

    rows = {row.item_id: row for row in scored(found, users, items, 3.0).collect()}

    # 3 + 0.5 + 0.2, of t, whose first factor is 2, 3 + 1 + 0.2.
    assert {item: row.score for item, row in rows.items()} == {
        "q": 3.7,
        "r": 3.7,
        "s": 3.7,
        "t": 4.2,
    }
    assert {item for item, row in rows.items() if row.is_from_text} == {"s"}
    assert (rows["q"].author_id, rows["q"].age) == ("of q", 8)
