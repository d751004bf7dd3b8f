"""Pairs are counted in baskets, by a plan that stays short."""

import pytest

from voxlake.recommend.pairs import pair_counts


@pytest.fixture(scope="module")
def held(frame):
    baskets = {"1": "abc", "2": "ab", "3": "ac", "4": "b", "5": "bc"}
    rows = [{"basket": name, "item": item} for name, items in baskets.items() for item in items]
    nothing = [{"basket": None, "item": "a"}, {"basket": "1", "item": None}]
    return frame("basket string, item string", *rows, *nothing)


def told(rows):
    columns = ("item", "other", "count", "other_count", "both")
    return {tuple(row[name] for name in columns) for row in rows.collect()}


def test_pairs_that_enough_baskets_hold_are_told_either_way_round_once(held):
    found = told(pair_counts(held, 2))

    assert found == {
        ("a", "b", 3, 4, 2),
        ("b", "a", 4, 3, 2),
        ("a", "c", 3, 3, 2),
        ("c", "a", 3, 3, 2),
        ("b", "c", 4, 3, 2),
        ("c", "b", 3, 4, 2),
    }
    assert pair_counts(held, 2).count() == len(found)
    assert told(pair_counts(held, 3)) == set()


def test_the_steps_that_lead_to_baskets_are_in_the_plan_of_their_pairs_twice(held):
    steps = pair_counts(held, 2)._jdf.queryExecution().analyzed()

    assert steps.collectLeaves().size() == 2


def test_nothing_is_joined_with_everything(held):
    plan = pair_counts(held, 2)._jdf.queryExecution().executedPlan().toString()

    assert "HashJoin" in plan or "SortMergeJoin" in plan
    assert "Cartesian" not in plan
    assert "NestedLoop" not in plan
