from datetime import date

import numpy as np
import pytest
from pyspark.testing import assertDataFrameEqual

from voxlake.core.errors import InputError
from voxlake.people.segments.choice import Candidate, best_first
from voxlake.people.segments.learning import Learned, moved
from voxlake.people.segments.moves import find_moves
from voxlake.people.segments.naming import name_rows, read_names
from voxlake.people.segments.refit import match_ids
from voxlake.people.segments.settings import SegmentSettings
from voxlake.people.segments.watch import asks_for_refit
from voxlake.tables import SEGMENT_MOVES, USER_SEGMENTS

SETTINGS = SegmentSettings()


def test_segments_that_hold_the_same_users_keep_their_ids_whatever_their_order():
    overlaps = {(0, 4): 90, (0, 2): 10, (1, 2): 80, (2, 7): 60, (2, 4): 5}

    assert match_ids(overlaps, [0, 1, 2], 8, 0.5) == ({0: 4, 1: 2, 2: 7}, 8)


def test_pairs_are_chosen_so_that_most_users_keep_their_id():
    # Each new segment holds most of old 0; only together can both find a partner.
    overlaps = {(0, 0): 60, (0, 1): 50, (1, 0): 55, (1, 1): 0}

    assert match_ids(overlaps, [0, 1], 2, 0.5)[0] == {0: 1, 1: 0}


def test_a_segment_of_other_users_gets_an_id_that_none_has_had():
    # The second is a fifth of old 1 and holds others too: 20 of a mean size of 60 are too few.
    overlaps = {(0, 0): 100, (1, 1): 20, (2, 1): 80}

    assert match_ids(overlaps, [0, 1, 2], 5, 0.5) == ({0: 0, 2: 1, 1: 5}, 6)
    assert match_ids({}, [0, 1], 5, 0.5) == ({0: 5, 1: 6}, 7)


def candidate(method="kmeans", k=4, *, silhouette=0.3, broken=(), stability=None):
    return Candidate(method, k, k, silhouette, 20, 0.1, 0.4, broken, stability)


def test_silhouettes_that_tie_go_to_fewer_segments_and_then_to_the_earlier_method():
    five, four = candidate(k=5, silhouette=0.4001), candidate(k=4, silhouette=0.4)
    bisected = candidate("bisecting", silhouette=0.4)

    assert best_first([five, bisected, four], SETTINGS) == [four, bisected, five]


def test_a_candidate_beyond_a_bound_is_none_however_good_it_is():
    outside = candidate(k=6, silhouette=0.9, broken=("smallest 1",))

    assert best_first([outside, candidate()], SETTINGS) == [candidate()]
    assert outside.refusal(SETTINGS) == "smallest 1"


def test_a_candidate_that_is_less_stable_than_asked_for_is_refused():
    assert candidate(stability=0.7).refusal(SETTINGS) is None
    assert candidate(stability=0.643).refusal(SETTINGS) == (
        "stability 0.643, below min_stability (0.7)"
    )


def test_centres_learn_by_the_rule_of_streaming_k_means():
    centres = {0: np.array([0.0, 2.0]), 3: np.array([5.0, 5.0])}

    after, sizes = moved(centres, {0: 20.0, 3: 7.0}, {0: (30, np.array([4.0, 6.0]))}, decay=0.5)

    # (0 * 10 + 4 * 30) / 40 and (2 * 10 + 6 * 30) / 40; the segment without users stays.
    assert after[0] == pytest.approx([3.0, 5.0])
    assert sizes == {0: 40.0, 3: 7.0}
    assert after[3] == pytest.approx([5.0, 5.0])


def test_learned_centres_count_only_if_tighter_than_before_and_near_a_refit():
    def counts(before, after, refit):
        return Learned(None, before, after, refit).counts(0.05)

    assert counts(10.0, 8.0, 7.7)
    assert not counts(10.0, 8.2, 7.7)
    assert not counts(8.0, 8.0, 8.0)
    assert not Learned(None, 10.0, 8.0, 7.7, ("smallest 1",)).counts(0.05)


FIGURES = {
    "size_psi": 0.02,
    "traits_over_limit": 0.0,
    "silhouette": 0.30,
    "silhouette_at_fit": 0.32,
    "broken_bounds": 0.0,
}


@pytest.mark.parametrize(
    ("change", "asks"),
    [
        ({}, False),
        ({"size_psi": 0.25}, True),
        ({"traits_over_limit": 0.1}, True),
        ({"silhouette": 0.26}, True),
        ({"broken_bounds": 1.0}, True),
    ],
)
def test_a_refit_is_asked_for_by_each_part_of_the_rule(change, asks):
    assert asks_for_refit({**FIGURES, **change}, SETTINGS) is asks


def test_only_users_of_both_snapshots_whose_segment_differs_have_moved(frame):
    first, second = date(2024, 1, 1), date(2024, 1, 2)

    def on(day, version, **segments):
        return [
            {"as_of_date": day, "user_id": u, "segment_id": s, "model_version": version}
            for u, s in segments.items()
        ]

    before = frame(USER_SEGMENTS, *on(first, "1", a=0, b=1, gone=2))
    now = frame(USER_SEGMENTS, *on(second, "2", a=0, b=3, new=1))

    assertDataFrameEqual(
        find_moves(now, before),
        frame(
            SEGMENT_MOVES,
            {
                "as_of_date": second,
                "user_id": "b",
                "earlier_date": first,
                "from_segment_id": 1,
                "to_segment_id": 3,
                "is_other_model": True,
                "model_version": "2",
            },
        ),
    )


def test_names_of_people_go_before_those_of_the_model():
    edited = read_names("\ufeffsegment_id,name,note\n1, Night owls ,ours\n2,,\n", "names.csv")

    assert edited == {1: "Night owls"}
    assert name_rows({0: "Authors", 1: "Buyers"}, edited, "4") == [
        (0, "Authors", "Authors", False, "4"),
        (1, "Night owls", "Buyers", True, "4"),
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("segment,name\n", 'names.csv has no columns "segment_id"'),
        ("segment_id,name\none,Owls\n", "row 2: 'one' is no segment_id"),
        ("segment_id,name\n1,Owls\n1,Larks\n", "row 3: segment 1 is named twice"),
    ],
)
def test_a_wrong_file_of_names_says_what_and_where(text, why):
    with pytest.raises(InputError, match=why):
        read_names(text, "names.csv")
