"""Topics of a refit and those of the fit before it."""

from __future__ import annotations

from voxlake.tables import POST_TOPICS
from voxlake.topics.names.matching import (
    Change,
    Guided,
    Overlaps,
    changes_of,
    count_pairs,
    match_topics,
)

NOWHERE = -1
NONE = Guided()


def matched(pairs, before, now, guided=NONE, next_id=100):
    overlaps = Overlaps.of(pairs, before, now)
    ids = match_topics(overlaps, next_id, 0.2, guided)
    return ids, changes_of(overlaps, ids)


def test_topics_of_the_same_texts_keep_their_ids_in_whatever_order_they_come():
    ids, changes = matched({(7, 1): 90, (7, 0): 10, (9, 0): 80, (9, 1): 20}, [7, 9], 2)

    assert ids == {1: 7, 0: 9}
    assert changes == [Change(7, "kept", (7,), 90 / 120), Change(9, "kept", (9,), 80 / 110)]


def test_pairs_are_chosen_for_the_sum_of_their_indices():
    """Alone, topic 0 would go to place 0 (50 of 100); together 0 to 1 and 1 to 0 share more."""
    pairs = {(0, 0): 50, (0, 1): 45, (1, 0): 50}

    ids, _ = matched(pairs, [0, 1], 2)

    assert ids == {0: 1, 1: 0}


def test_a_topic_of_texts_that_had_none_is_new_with_an_id_that_was_never_used():
    ids, changes = matched({(0, 0): 100, (NOWHERE, 1): 60, (0, 1): 5}, [0], 2)

    assert ids == {0: 0, 1: 100}
    assert changes == [Change(0, "kept", (0,), 100 / 105), Change(100, "new", (), None)]


def test_a_topic_in_two_is_split_and_the_larger_half_keeps_the_id():
    ids, changes = matched({(3, 0): 70, (3, 1): 50}, [3], 2)

    assert ids == {0: 3, 1: 100}
    assert changes == [Change(3, "kept", (3,), 70 / 120), Change(100, "split", (3,), None)]


def test_two_topics_in_one_are_merged_and_the_smaller_one_vanishes():
    ids, changes = matched({(2, 0): 60, (4, 0): 50}, [2, 4], 1)

    assert ids == {0: 2}
    assert changes == [
        Change(2, "merged", (2, 4), 60 / 110),
        Change(4, "vanished", (2,), None),
    ]


def test_a_topic_made_of_small_parts_of_many_is_new():
    pairs = {(old, old): 100 for old in range(3)} | {(old, 3): 20 for old in range(3)}

    _, changes = matched(pairs, [0, 1, 2], 4)

    assert changes[-1] == Change(100, "new", (0, 1), None)


def test_topics_that_share_too_little_are_not_one():
    ids, changes = matched({(0, 0): 10, (0, NOWHERE): 90, (1, 0): 50, (1, 1): 50}, [0, 1], 2)

    assert ids == {1: 1, 0: 100}
    assert changes[-1] == Change(0, "vanished", (), None)


def test_a_guide_keeps_its_id_whatever_its_texts_and_nobody_else_gets_it():
    guided = Guided(before={"fees": 5, "loans": 6}, now={"fees": 1})

    ids, _ = matched({(5, 0): 100, (6, 0): 90, (8, 1): 100}, [5, 6, 8], 2, guided)

    assert ids == {1: 5, 0: 100}


def test_a_new_guide_takes_over_the_topic_whose_texts_it_has():
    guided = Guided(now={"fees": 0})

    ids, changes = matched({(8, 0): 100, (9, 1): 50}, [8, 9], 2, guided)

    assert ids == {0: 8, 1: 9}
    assert {change.change for change in changes} == {"kept"}


def test_without_texts_or_topics_before_all_are_new():
    assert matched({}, [], 2, next_id=0) == (
        {0: 0, 1: 1},
        [Change(0, "new", (), None), Change(1, "new", (), None)],
    )
    ids, changes = matched({}, [4], 1)
    assert ids == {0: 100}
    assert changes[-1] == Change(4, "vanished", (), None)


def test_ids_grow_from_refit_to_refit_and_none_comes_back():
    first, _ = matched({(0, 0): 9}, [0], 2, next_id=1)
    second, changes = matched({(0, 1): 9}, sorted(first.values()), 2, next_id=2)

    assert first == {0: 0, 1: 1}
    assert second == {1: 0, 0: 2}
    assert changes[-1] == Change(1, "vanished", (), None)


def test_posts_are_counted_by_pair_and_unclear_ones_as_nowhere(frame):
    def rows(*placed):
        return frame(
            POST_TOPICS,
            *[{"post_id": p, "topic_id": t, "is_clear": clear} for p, t, clear in placed],
        )

    before = rows(("a", 0, True), ("b", 0, None), ("c", 1, False), ("d", 1, True))
    now = rows(("a", 2, True), ("b", 2, True), ("c", 2, True), ("e", 1, True))

    assert count_pairs(before, now) == {(0, 2): 2, (-1, 2): 1, (1, -1): 1, (-1, 1): 1}
