from math import log, sqrt

import pytest

from voxlake.recommend.friends.graph.candidates import candidates
from voxlake.recommend.friends.graph.cap import cap_loss
from voxlake.recommend.friends.graph.paths import edges, paths
from voxlake.recommend.friends.graph.settings import FriendGraphSettings, FriendWeights
from voxlake.recommend.friends.graph.sums import Kept
from voxlake.tables import FOLLOWS

PEOPLE = "user_id string, top_topics array<int>, top_hashtags array<string>"
# Neighbours: of me a, b; of a me, x, y; of b me, x; of x a, b; of y a.
SMALL = (("me", "a"), ("me", "b"), ("a", "x"), ("b", "x"), ("a", "y"), ("b", "me"))
EVERYONE = ("me", "a", "b", "x", "y")
ALL = Kept(FriendWeights(), 100)
COUNTING = FriendWeights(common_neighbours=1, degree_penalised=0, topics=0.5, hashtags=0.5)


@pytest.fixture
def follows(frame):
    def make(*pairs):
        rows = ({"follower_id": one, "followed_id": other} for one, other in pairs)
        return frame(FOLLOWS, *rows)

    return make


@pytest.fixture
def people(frame):
    def make(*names, **interests):
        rows = [{"user_id": name} for name in names]
        for name, (topics, hashtags) in interests.items():
            rows.append({"user_id": name, "top_topics": topics, "top_hashtags": hashtags})
        return frame(PEOPLE, *rows)

    return make


def rows_of(found):
    return {(row.user_id, row.item): row for row in found.collect()}


def test_indices_are_those_of_the_papers(follows, people):
    found = rows_of(paths(edges(follows(*SMALL)), 10, people(*EVERYONE), ALL))

    assert set(found) == {("me", "x"), ("me", "y"), ("b", "a")}
    x, y = found["me", "x"], found["me", "y"]
    assert (x.common_neighbours, y.common_neighbours) == (2, 1)
    assert x.adamic_adar == pytest.approx(1 / log(3) + 1 / log(2), abs=2e-9)
    assert y.adamic_adar == pytest.approx(1 / log(3), abs=2e-9)
    assert x.resource_allocation == pytest.approx(1 / 3 + 1 / 2, abs=2e-9)
    assert x.degree_penalised == pytest.approx(1 / sqrt(3) + 1 / sqrt(2), abs=2e-9)
    assert found["b", "a"].resource_allocation == pytest.approx(1 / 2, abs=2e-9)


def test_a_self_follow_a_double_edge_and_half_an_edge_change_nothing(follows, people):
    bad = (("me", "me"), ("a", "a"), ("me", "a"), ("b", "x"), (None, "x"), ("me", None))
    clean, dirty = (edges(follows(*pairs)) for pairs in (SMALL, (*SMALL, *bad)))

    expected = rows_of(paths(clean, 10, people(*EVERYONE), ALL))

    assert rows_of(paths(dirty.repartition(5), 10, people(*EVERYONE), ALL)) == expected
    assert cap_loss(dirty, 10).collect() == cap_loss(clean, 10).collect()


def test_nobody_is_offered_whom_the_caller_rules_out(follows, people, frame):
    barred = frame("user_id string, item string", {"user_id": "me", "item": "x"})

    ruled_out = paths(edges(follows(*SMALL)), 10, people(*EVERYONE), ALL, barred=barred)
    unknown = paths(edges(follows(*SMALL)), 10, people("me", "a", "b", "y"), ALL)

    assert set(rows_of(ruled_out)) == {("me", "y"), ("b", "a")}
    assert set(rows_of(unknown)) == {("me", "y"), ("b", "a")}


def test_one_who_follows_everyone_leads_nowhere_and_is_led_by_few(follows, people):
    others = [f"o{n}" for n in range(8)]
    pairs = [("all", name) for name in others]
    pairs += [("o0", "all"), ("o0", "o1"), ("o1", "x"), ("o2", "y"), ("o3", "z")]

    found = rows_of(paths(edges(follows(*pairs)), 3, people("all", "x", "y", "z", *others), ALL))

    # o0 follows `all`, who has 8 neighbours: only o1 leads further. Of the 8 whom `all` follows
    # the first 3 by name count, of whom o0 leads to o1, who is followed: x and y are left.
    assert set(found) == {("o0", "x"), ("all", "x"), ("all", "y")}


def test_of_more_follows_than_the_cap_the_latest_count(frame, people):
    times = {"a": "2024-01-01", "b": "2024-01-03", "c": "2024-01-02"}
    rows = [
        {"user_id": "me", "friend_id": name, "followed_at": time} for name, time in times.items()
    ]
    rows += [{"user_id": name, "friend_id": f"by {name}"} for name in (*times, "d")]
    rows.append({"user_id": "me", "friend_id": "d"})
    pairs = frame("user_id string, friend_id string, followed_at string", *rows)

    found = paths(pairs, 2, people(*(f"by {name}" for name in (*times, "d"))), ALL)

    assert set(rows_of(found)) == {("me", "by b"), ("me", "by c")}


def test_what_the_cap_leaves_out_is_told(follows):
    # Paths over a: me→a→x, me→a→y; over b: me→b→x, me→b→me; over me: b→me→a, b→me→b.
    pairs = edges(follows(*SMALL))

    (all_count,) = cap_loss(pairs, 3).collect()
    (some,) = cap_loss(pairs, 2).collect()

    assert tuple(all_count) == (3, 0, 6, 0)
    assert tuple(some) == (3, 1, 6, 2)


def test_nobody_follows_anyone(follows, people):
    nobody = follows()

    assert candidates(nobody, people("me"), people("me"), FriendGraphSettings()).collect() == []
    assert [tuple(row) for row in cap_loss(edges(nobody), 10).collect()] == [(0, 0, 0, 0)]


def test_the_same_interests_come_first_and_the_reason_tells_of_them(follows, people):
    pairs = (("me", "a"), ("a", "v"), ("a", "w"), ("a", "x"), ("a", "y"), ("me", "b"), ("b", "y"))
    offered = people("v", "w", "x", "y")
    known = people(me=([1, 2], ["#tea"]), v=([3], ["#tea"]), w=([2, 3], None), y=([], []))

    found = candidates(follows(*pairs), known, offered, FriendGraphSettings(weights=COUNTING))

    ranked = sorted(found.collect(), key=lambda row: -row.score)
    assert [(row.item, row.score) for row in ranked if row.user_id == "me"] == [
        ("y", 2.0),
        ("v", 1.5),
        ("w", pytest.approx(1 + 0.5 / 3)),  # of 1, 2 and 2, 3 one of three
        ("x", 1.0),
    ]
    assert [row.reason for row in ranked] == [
        "Followed by 2 people you follow.",
        "Followed by one person you follow; you have some hashtags in common.",
        "Followed by one person you follow; you have some topics in common.",
        "Followed by one person you follow.",
    ]


def test_equal_scores_are_in_the_order_of_ids_and_no_more_than_asked(follows, people):
    pairs = [("me", "a"), *(("a", f"x{n}") for n in (3, 1, 4, 2))]
    settings = FriendGraphSettings(most=2, most_candidates=3)
    offered = people(*(f"x{n}" for n in range(5)))

    found = candidates(follows(*pairs), people(), offered, settings)

    assert {row.item for row in found.collect()} == {"x1", "x2"}


def test_one_user_alone_has_the_rows_of_all_together(follows, people):
    everyone = people(*EVERYONE)
    settings = FriendGraphSettings()

    one = candidates(follows(*SMALL), people(), everyone, settings, users=people("b"))
    whole = candidates(follows(*SMALL), people(), everyone, settings)

    assert one.collect() == whole.where("user_id = 'b'").collect() != []


def test_no_users_are_crossed_with_all_others(follows, people, capsys):
    everyone = people(*EVERYONE)

    candidates(follows(*SMALL), everyone, everyone, FriendGraphSettings()).explain()

    plan = capsys.readouterr().out
    assert "Join" in plan
    assert "Cartesian" not in plan and "NestedLoop" not in plan
