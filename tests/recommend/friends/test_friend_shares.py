import random
from collections import Counter

import pytest

from voxlake.recommend.friends.settings import PeopleSettings
from voxlake.recommend.friends.shares import divided

PAIRS = "user_id string, item string, score double"


@pytest.fixture
def pairs(frame):
    def make(*rows):
        return frame(PAIRS, *({"user_id": u, "item": i, "score": s} for u, i, s in rows))

    return make


def given(rows, most_users, most, shortlist=20):
    settings = PeopleSettings(most_users=most_users, shortlist=shortlist)
    return sorted((row.user_id, row["item"]) for row in divided(rows, settings, most).collect())


BY_HAND = (
    ("u", "a", 3.0),
    ("u", "b", 1.0),
    ("v", "a", 2.0),
    ("v", "b", 1.5),
    ("w", "a", 1.0),
)
# u and v list a before b; w lists a alone.


def test_each_person_goes_to_those_who_list_the_person_highest_and_then_to_the_better_scored(pairs):
    rows = pairs(*BY_HAND)

    # a goes to u, by 3 before 2 and 1; b, whom both have second, to v, by 1.5 before 1.
    assert given(rows, most_users=1, most=2) == [("u", "a"), ("v", "b")]
    # Both go to u and v, who each take the better one; w comes after them for a.
    assert given(rows, most_users=2, most=1) == [("u", "a"), ("v", "a")]
    assert given(rows, most_users=2, most=2) == [("u", "a"), ("u", "b"), ("v", "a"), ("v", "b")]
    assert given(rows, most_users=3, most=1) == [("u", "a"), ("v", "a"), ("w", "a")]


def test_a_place_counts_more_than_a_score(pairs):
    rows = pairs(("u", "x", 9.0), ("u", "a", 8.0), ("v", "a", 1.0))

    assert given(rows, most_users=1, most=2) == [("u", "x"), ("v", "a")]


def test_only_the_shortlist_counts(pairs):
    assert given(pairs(*BY_HAND), most_users=3, most=2, shortlist=1) == [
        ("u", "a"),
        ("v", "a"),
        ("w", "a"),
    ]


def test_no_person_goes_to_more_users_than_the_limit_and_no_user_has_more_however_rows_lie(pairs):
    rng = random.Random(3)
    drawn = [(f"u{u}", f"i{i}", float(rng.randrange(3))) for u in range(40) for i in range(12)]
    rng.shuffle(drawn)
    rows = pairs(*drawn)

    found = given(rows, most_users=5, most=3, shortlist=6)

    assert max(Counter(item for _, item in found).values()) == 5
    assert max(Counter(user for user, _ in found).values()) <= 3
    assert given(rows.repartition(4), most_users=5, most=3, shortlist=6) == found
