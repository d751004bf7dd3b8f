"""Ways to find groups in a sample that lies in memory: no Spark."""

import json

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

from voxlake.people.segments.choice import choose
from voxlake.people.segments.clusters import Clustering
from voxlake.people.segments.methods import fit_clusters, resampled
from voxlake.people.segments.scaling import group_weights
from voxlake.people.segments.settings import SegmentSettings

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
    choice = choose(POINTS, SETTINGS)

    assert choice.chosen.segment_count == 3
    assert choice.chosen.stability > 0.9
    assert adjusted_rand_score(KINDS, choice.clustering.labels(POINTS)) > 0.95
    tried = [(one.method, one.asked) for one in choice.candidates]
    assert tried == [*((m, k) for m in METHODS[:3] for k in (3, 4)), ("density", 0)]


def test_fewer_different_users_than_k_min_are_tried_as_so_many_groups():
    choice = choose(POINTS[:3], SegmentSettings(k_min=5, k_max=8, methods=["kmeans"]))

    assert [one.asked for one in choice.candidates] == [3]


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
