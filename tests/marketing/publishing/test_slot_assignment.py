from itertools import product

import numpy as np

from voxlake.marketing.publishing.assignment import Limits, assign


def limits(m, gap=0.0, room=99, hours=None):
    hours = np.arange(m, dtype=float) if hours is None else np.asarray(hours, float)
    weeks = (hours // 168).astype(np.int64)
    return Limits(hours, gap, weeks, np.full(m, room, np.int64))


def best_by_trying(values, held):
    """Most items, then the largest sum, of every way there is."""
    n, m = values.shape
    best = (0, 0.0)
    for places in product([None, *range(m)], repeat=n):
        used = [(i, p) for i, p in enumerate(places) if p is not None]
        slots = [p for _, p in used]
        if len(set(slots)) < len(slots) or any(np.isnan(values[i, p]) for i, p in used):
            continue
        if held.hold(slots):
            best = max(best, (len(used), float(sum(values[i, p] for i, p in used))))
    return best


def worth(values, places):
    used = [(i, p) for i, p in enumerate(places) if p is not None]
    return len(used), float(sum(values[i, p] for i, p in used))


def test_no_plan_is_better_than_the_one_that_is_made():
    rng = np.random.default_rng(3)
    for trial in range(60):
        n, m = rng.integers(1, 4), rng.integers(1, 7)
        values = rng.uniform(0.5, 2.0, (n, m))
        values[rng.random((n, m)) < 0.3] = np.nan
        if trial % 2:
            values[-1] = values[0]
        held = limits(m, gap=rng.choice([0.0, 1.0, 2.0, 3.0]), room=rng.integers(0, 4))

        places = assign(values, held)

        assert held.hold([p for p in places if p is not None])
        count, total = best_by_trying(values, held)
        made = worth(values, places)
        assert made[0] == count
        assert abs(made[1] - total) < 1e-5


def test_the_two_best_hours_stand_side_by_side_and_the_gap_takes_the_third():
    values = np.array([[1.0, 1.9, 2.0, 1.0, 1.5]] * 2)

    assert assign(values, limits(5)) == [1, 2]
    assert assign(values, limits(5, gap=2)) == [2, 4]
    # With a gap of three, 1.9 and 1.5 are more than 2.0 and nothing.
    assert assign(values, limits(5, gap=3)) == [1, 4]


def test_of_equal_slots_the_first_items_get_the_earliest():
    assert assign(np.ones((3, 10)), limits(10, gap=4)) == [0, 4, 8]
    assert assign(np.ones((3, 4)), limits(4)) == [0, 1, 2]


def test_more_items_than_slots_leave_the_last_ones_and_a_week_has_its_room():
    assert assign(np.ones((4, 3)), limits(3)) == [0, 1, 2, None]
    two_weeks = limits(4, room=1, hours=[0, 24, 168, 192])
    assert assign(np.ones((3, 4)), two_weeks) == [0, 2, None]
    assert assign(np.ones((2, 3)), limits(3, room=0)) == [None, None]


def test_nothing_to_place_and_nowhere_to_place_it_are_plans_too():
    assert assign(np.ones((0, 3)), limits(3)) == []
    assert assign(np.ones((2, 0)), limits(0)) == [None, None]
    assert assign(np.full((2, 3), np.nan), limits(3)) == [None, None]


def test_a_month_of_hours_is_planned_with_gaps():
    rng = np.random.default_rng(1)
    m = 28 * 24
    values = np.tile(rng.lognormal(0, 0.1, m), (40, 1))
    held = limits(m, gap=12, room=7)

    places = assign(values, held)

    assert sum(p is not None for p in places) == 28
    assert held.hold([p for p in places if p is not None])
