import random

import numpy as np
import pyarrow as pa
import pytest

from voxlake.recommend.friends.graph.settings import FriendWeights
from voxlake.recommend.friends.graph.sums import Kept, on_batches

WEIGHTS = FriendWeights()
SCHEMA = pa.schema(
    {
        "user_id": pa.string(),
        "friend_id": pa.string(),
        "degree": pa.int64(),
        "items": pa.list_(pa.string()),
    }
)
# Of u a, who has 2 neighbours, leads to x and y, and b, who has 9, to x, u and a; c does not count.
STEPS = (
    ("u", "a", 2, ["x", "y"]),
    ("u", "b", 9, ["x", "u", "a"]),
    ("u", "c", None, None),
    ("v", "c", 4, ["u", "c", "z"]),
)


def added(steps, kept=None, size=100):
    """Rows of batches of so many steps."""
    kept = kept or Kept(WEIGHTS, 100)
    columns = zip(*steps, strict=True) if steps else [[]] * len(SCHEMA)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)]
    batches = pa.Table.from_arrays(arrays, schema=SCHEMA).to_batches(size)
    batches = [part for batch in batches for part in (batch.slice(0, 0), batch)]
    return [row for batch in on_batches(kept)(batches) for row in batch.to_pylist()]


def test_a_user_whose_rows_lie_in_many_batches_is_added_up_once():
    whole = added(STEPS)

    assert [(row["user_id"], row["item"], row["common_neighbours"]) for row in whole] == [
        ("u", "x", 2),
        ("u", "y", 1),
        ("v", "u", 1),
        ("v", "z", 1),
    ]
    assert whole[0]["degree_penalised"] == pytest.approx(2**-0.5 + 1 / 3, abs=2e-9)
    for size in (1, 2, 3):
        assert added(STEPS, size=size) == whole


def test_nothing_is_added_up_without_steps_and_without_anyone_who_counts():
    assert added(()) == []
    assert added((("u", "a", None, None), ("u", "b", 4, []), ("u", "c", 1, ["u"]))) == []


def test_a_score_is_the_same_in_whatever_order_the_steps_are():
    rng = random.Random(3)
    steps = [("u", f"f{n}", rng.randrange(2, 999), ["x"]) for n in range(300)]

    once, again = added(steps), added(rng.sample(steps, len(steps)))

    assert once == again != []


@pytest.mark.parametrize(
    ("lift", "expected"),
    [
        (None, ["a", "b", "c", "d"]),
        (2.0, ["a", "b", "c"]),  # 1/4 by 2 is the second's 1/2, which c may so equal; d may not
        (1.0, ["a", "b"]),
    ],
)
def test_who_could_not_come_among_the_first_even_so_is_left_out(lift, expected):
    steps = [
        ("u", f"friend {item}", degree, [item])
        for item, degree in {"a": 2, "b": 4, "c": 16, "d": 25}.items()
    ]
    other = [("v", "friend e", 900, ["e"])]  # alone: nobody is left out

    found = added([*steps, *other], Kept(WEIGHTS, 100, most=2, lift=lift))

    assert [row["item"] for row in found] == [*expected, "e"]


def test_equal_candidates_are_cut_in_the_order_of_their_ids():
    steps = [("u", "friend", 4, ["x3", "x1", "x4", "x2"])]

    assert [row["item"] for row in added(steps, Kept(WEIGHTS, 3))] == ["x1", "x2", "x3"]
    alone = Kept(WEIGHTS, 100, most=2, lift=1.0)
    assert [row["item"] for row in added(steps, alone)] == ["x1", "x2"]
    may_rise = Kept(WEIGHTS, 100, most=2, lift=1.5)
    assert [row["item"] for row in added(steps, may_rise)] == ["x1", "x2", "x3", "x4"]


def test_whatever_interests_add_the_first_are_those_of_all_candidates():
    rng = random.Random(11)
    lift, most = 1.8, 4
    steps = [
        (
            f"u{user}",
            f"f{n}",
            rng.choice([2, 3, 5, 9, 40]),
            rng.sample([f"x{i}" for i in range(40)], 6),
        )
        for user in range(9)
        for n in range(8)
    ]
    boost = {f"x{i}": rng.choice([1.0, 1.3, lift]) for i in range(40)}

    def firsts(kept):
        rows = added(steps, kept)
        rows.sort(
            key=lambda row: (
                row["user_id"],
                -row["degree_penalised"] * boost[row["item"]],
                row["item"],
            )
        )
        users = np.array([row["user_id"] for row in rows])
        rank = np.arange(len(rows)) - np.searchsorted(users, users)
        return len(rows), [row for row, place in zip(rows, rank, strict=True) if place < most]

    some, found = firsts(Kept(WEIGHTS, 100, most, lift))
    every, expected = firsts(Kept(WEIGHTS, 100))

    assert found == expected
    assert some < every
