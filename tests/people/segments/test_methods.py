"""Ways to find groups in a sample that lies in memory: no Spark."""

import json

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

from voxlake.core.errors import TooLittleDataError
from voxlake.people.segments import choice
from voxlake.people.segments.choice import choose
from voxlake.people.segments.clusters import Clustering, by_size, silhouette
from voxlake.people.segments.methods import fit_clusters, resampled
from voxlake.people.segments.scaling import group_weights
from voxlake.people.segments.settings import SegmentSettings
from voxlake.tables.columns import NO_SEGMENT

METHODS = ["kmeans", "bisecting", "mixture", "density"]
SETTINGS = SegmentSettings(k_min=3, k_max=4, restarts=3)
RNG = np.random.default_rng(3)
KINDS = RNG.choice(3, 600, p=[0.5, 0.2, 0.3])
POINTS = RNG.normal(0, 1, (600, 10)) + 5.0 * np.eye(3, 10)[KINDS]


@pytest.mark.parametrize("method", METHODS)
def test_every_method_finds_planted_groups(method):
    found = fit_clusters(method, POINTS, 3, SETTINGS)

    assert adjusted_rand_score(KINDS, found.labels(POINTS)) > 0.95


@pytest.mark.parametrize("method", METHODS)
def test_a_fit_does_not_depend_on_how_many_threads_there_are(method):
    def found(threads):
        with threadpool_limits(threads):
            return fit_clusters(method, POINTS, 7, SETTINGS).numbers()

    assert found(1) == found(2)


@pytest.mark.parametrize("method", METHODS)
def test_users_who_are_alike_make_no_more_groups_than_there_are_different_ones(method):
    alike = np.repeat([[0.0, 0.0, 1.0], [4.0, 0.0, 0.0]], 30, axis=0)

    found = fit_clusters(method, alike, 4, SETTINGS).labels(alike)

    assert adjusted_rand_score(np.repeat([0, 1], 30), found) == 1.0


def test_a_bootstrap_sample_is_as_large_as_the_users_and_always_the_same():
    users = np.arange(600.0)[:, None]

    first, second = (resampled(users, number, SETTINGS) for number in (0, 1))

    assert len(first) == len(second) == 600
    assert (resampled(users, 0, SETTINGS) == first).all()
    assert (first != second).any()
    # A user is in it by a chance of 1 - (1 - 1/600)^600, 0.632: of 1,200 759 +/- 17 at most.
    assert abs(len(np.unique(first)) + len(np.unique(second)) - 759) < 3 * 17


def test_the_method_and_the_number_of_groups_that_were_planted_are_chosen():
    found = choose(POINTS, SETTINGS)

    assert found.chosen.segment_count == 3
    assert found.chosen.stability > 0.9
    assert adjusted_rand_score(KINDS, found.clustering.labels(POINTS)) > 0.95
    tried = [(one.method, one.asked) for one in found.candidates]
    assert tried == [*((m, k) for m in METHODS[:3] for k in (3, 4)), ("density", 0)]


def test_fewer_different_users_than_k_min_are_no_segments():
    with pytest.raises(TooLittleDataError, match=r"Fewer users differ .*k_min: 5"):
        choose(POINTS[:3], SegmentSettings(k_min=5, k_max=8, methods=["kmeans"]))


FIFTEEN = RNG.normal(0, 0.2, (600, 10)) + 5.0 * np.eye(15, 10)[np.arange(600) % 15] * (
    1 + np.arange(600)[:, None] % 2
)
"""Fifteen tight places of forty users each, more than the most segments."""


def test_density_that_finds_more_groups_than_k_max_is_never_chosen():
    settings = SegmentSettings(methods=["density"], max_share=1.0)
    found = fit_clusters("density", FIFTEEN, 0, settings).labels(FIFTEEN)
    assert len(set(found.tolist())) > settings.k_max

    with pytest.raises(TooLittleDataError, match=r"density 21: 21 segments, above k_max \(8\)"):
        choose(FIFTEEN, settings)


def test_other_methods_take_the_place_of_density_that_finds_too_many():
    found = choose(FIFTEEN, SegmentSettings(methods=["density", "kmeans"], min_stability=0.0))

    assert found.chosen.method == "kmeans"
    assert found.chosen.segment_count <= 8


def test_one_user_far_from_all_others_is_no_segment():
    points = np.vstack([RNG.normal(0, 0.01, (200, 3)), [[30.0, 0.0, 0.0]]])
    settings = SegmentSettings(k_min=2, k_max=3, max_share=1.0)

    with pytest.raises(TooLittleDataError, match=r"kmeans \d: smallest 1, below min_segment_users"):
        choose(points, settings)


@pytest.mark.parametrize(
    ("least", "people"),
    [
        ({"min_segment_users": 31}, "smallest 30, below"),
        ({"min_share": 0.16}, "smallest 15.0%, below"),
    ],
)
def test_a_segment_has_a_least_share_and_a_least_number_of_people(least, people):
    points = np.repeat([[0.0], [4.0], [9.0]], [90, 80, 30], axis=0) + RNG.normal(0, 0.1, (200, 1))
    bounds = {"k_min": 3, "k_max": 3, "methods": ["kmeans"], "min_segment_users": 30}

    assert choose(points, SegmentSettings(**bounds)).chosen.smallest_count == 30
    with pytest.raises(TooLittleDataError, match=people):
        choose(points, SegmentSettings(**{**bounds, **least}))


def test_without_a_stable_candidate_there_are_no_segments():
    with pytest.raises(TooLittleDataError, match=r"stability 0\.\d+, below .*min_stability"):
        choose(RNG.normal(0, 1, (200, 4)), SegmentSettings(methods=["kmeans"], finalists=1))


def test_candidates_are_tried_until_one_is_stable(monkeypatch):
    settings = SETTINGS.model_copy(update={"k_max": 5, "finalists": 1, "methods": ("kmeans",)})
    stability = {3: 0.5, 4: 0.8, 5: 0.9}
    monkeypatch.setattr(choice, "_stability", lambda one, *_: stability[one.segment_count])

    found = choose(POINTS, settings)

    assert found.chosen.segment_count == 4
    assert [one.stability for one in found.candidates] == [0.5, 0.8, None]


def test_users_far_from_every_dense_group_stay_in_none_only_where_the_config_says_so():
    apart = RNG.uniform(-20, 20, (40, 10))
    points = np.vstack([POINTS, apart])
    left = SETTINGS.model_copy(update={"density_leaves_far": True})

    grouped = fit_clusters("density", points, 0, SETTINGS).labels(points)
    loaded = Clustering.of(
        json.loads(json.dumps(fit_clusters("density", points, 0, left).numbers()))
    )
    labels = loaded.labels(points)

    assert (grouped >= 0).all()
    assert (labels[600:] == NO_SEGMENT).mean() > 0.8
    assert (labels[:600] == NO_SEGMENT).mean() < 0.1
    assert set(by_size(labels, points).values()) == {0, 1, 2}
    assert loaded.renamed({0: 5}).labels(apart[labels[600:] == NO_SEGMENT]).max() == NO_SEGMENT


def test_who_is_in_no_group_counts_for_nothing_in_a_silhouette():
    labels = np.where(np.arange(600) % 3 == 0, NO_SEGMENT, KINDS)

    found = silhouette(POINTS, labels)

    assert found == pytest.approx(2 / 3 * silhouette(POINTS[labels >= 0], labels[labels >= 0]))


@pytest.mark.parametrize(
    ("numbers", "points"),
    [
        ({"groups": [1, 0], "centres": {"centres": [[0.0, 0.0], [2.0, 2.0]]}}, [1, 0]),
        (
            {
                "groups": [1, 0],
                "mixture": {
                    "axes": [[1.0], [0.0]],
                    "weights": [0.5, 0.5],
                    "means": [[0.0], [2.0]],
                    "covariances": [[[1.0]], [[1.0]]],
                },
            },
            [1, 0],
        ),
    ],
    ids=["centres", "mixture"],
)
def test_a_clustering_that_was_registered_before_assigns_as_it_did(numbers, points):
    loaded = Clustering.of(json.loads(json.dumps(numbers)))

    assert loaded.labels(np.array([[0.5, 0.5], [1.6, 1.9]])).tolist() == points
    assert loaded.numbers() == numbers


def test_a_group_of_columns_that_say_the_same_weighs_like_one_column():
    # Two equal columns have the covariance [[1, 1], [1, 1]] with eigenvalues 2 and 0.
    covariance = np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 4.0]])

    weights = group_weights(["money", "money", "mood"], covariance)

    assert weights == pytest.approx([2**-0.5, 2**-0.5, 0.5])


def test_a_group_that_few_users_have_is_not_made_louder():
    assert group_weights(["mood"], np.array([[0.04]])) == [1.0]
