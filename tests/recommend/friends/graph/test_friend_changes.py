import random

import pytest
from pyspark.sql import functions as F

from voxlake.recommend.friends.graph.candidates import candidates
from voxlake.recommend.friends.graph.changes import affected, renewed, states
from voxlake.recommend.friends.graph.settings import FriendGraphSettings
from voxlake.tables import FOLLOWS

CAP = 6
SETTINGS = FriendGraphSettings(degree_cap=CAP, most=3, most_candidates=4)
PEOPLE = "user_id string, top_topics array<int>, top_hashtags array<string>"
GROUPS = ("still", "added", "removed", "later", "interests", "gone", "barred", "new", "unknown")
SIZE = 9


def drawn():
    """Groups that do not know each other, in each of which another thing will change."""
    rng = random.Random(5)
    follows, people = {}, {}
    for group in GROUPS:
        names = [f"{group}{n}" for n in range(SIZE)]
        for name in names:
            people[name] = rng.sample(range(4), 2)
            # The first follows one more than the cap.
            count = CAP + 1 if name == names[0] else 2
            for other in rng.sample([one for one in names if one != name], count):
                follows[name, other] = "2024-01-01"
    return follows, people


def changed(follows, people):
    """What differs a day later: by one thing in each group but the first."""
    follows, people = dict(follows), dict(people)
    others = (("added1", f"added{n}") for n in range(2, SIZE))
    follows[next(pair for pair in others if pair not in follows)] = "2024-01-02"
    del follows[next(pair for pair in follows if pair[0] == "removed3")]
    # Who did not count, as the last by name, now does, as the latest.
    follows[max(pair for pair in follows if pair[0] == "later0")] = "2024-01-02"
    people["interests4"] = [7]
    follows["new9", "new3"] = follows["new2", "new9"] = "2024-01-02"
    people["new9"] = [1]
    del people["unknown5"]
    return follows, people


@pytest.fixture
def inputs(frame):
    def make(follows, people, not_offered=(), barred=()):
        edges = (
            {"follower_id": one, "followed_id": other, "source": at}
            for (one, other), at in follows.items()
        )
        rows = frame(FOLLOWS, *edges).withColumn("followed_at", F.to_timestamp("source"))
        persons = [{"user_id": name, "top_topics": topics} for name, topics in people.items()]
        offered = [row for row in persons if row["user_id"] not in not_offered]
        pairs = [{"user_id": one, "item": other} for one, other in barred]
        return (
            rows,
            frame(PEOPLE, *persons),
            frame(PEOPLE, *offered),
            frame("user_id string, item string", *pairs),
        )

    return make


def full(given, users=None):
    follows, people, offered, barred = given
    return candidates(follows, people, offered, SETTINGS, barred=barred, users=users)


def rows_of(found):
    return sorted(map(tuple, found.collect()))


@pytest.mark.parametrize("is_back", [False, True], ids=["there", "and back"])
def test_only_whom_a_change_reaches_is_computed_again_and_all_rows_are_those_of_a_full_run(
    inputs, is_back
):
    follows, people = drawn()
    before = inputs(follows, people)
    bare = rows_of(full(before))
    barred = next((one, item) for one, item, *_ in bare if one.startswith("barred"))
    after = inputs(*changed(follows, people), not_offered=("gone6",), barred=[barred])
    # Back: a follow is taken away, one is made again, a limit ends, someone is offered again.
    one, other = (after, before) if is_back else (before, after)
    yesterday = full(one).persist()

    users = affected(other[0], states(*one), states(*other), CAP).persist()
    today = rows_of(renewed(yesterday, full(other, users), users))

    old, new = rows_of(yesterday), rows_of(full(other))
    assert today == new
    reached = {row.user_id.rstrip("0123456789") for row in users.collect()}
    assert reached == set(GROUPS[1:])
    for group in GROUPS[1:]:  # each kind of change has an effect of its own
        of_group = [[row for row in rows if row[0].startswith(group)] for rows in (old, new)]
        assert of_group[0] != of_group[1], group
    assert users.count() < len(people) - SIZE


@pytest.mark.whole
def test_a_friend_above_the_cap_carries_no_change_and_one_that_crosses_it_does(inputs):
    def given(fans):
        pairs = {(f"fan{n}", "star"): "2024-01-01" for n in range(fans)}
        return inputs({**pairs, ("star", "x"): "2024-01-01"}, {"x": [1]})

    def reached(one, other):
        found = affected(other[0], states(*one), states(*other), CAP)
        return {row.user_id for row in found.collect()}

    above, more, below = given(CAP + 2), given(CAP + 3), given(CAP - 1)

    assert reached(above, more) == {f"fan{CAP + 2}"}
    assert reached(above, below) >= {f"fan{n}" for n in range(CAP - 1)}
    assert reached(below, above) == {f"fan{n}" for n in range(CAP + 2)}


def test_nothing_changed_reaches_nobody_however_the_rows_lie(inputs):
    follows, people = drawn()
    given = inputs(follows, people)
    again = (given[0].unionByName(given[0]).repartition(3), *given[1:])

    assert affected(again[0], states(*given), states(*again), CAP).collect() == []
    assert affected(again[0], states(*inputs({}, {})), states(*inputs({}, {})), CAP).collect() == []
