import json

import numpy as np
import pytest
from scipy.stats import multivariate_normal
from sklearn.metrics import silhouette_score

from voxlake.people.segments.clusters import (
    Centres,
    Clustering,
    Mixture,
    by_size,
    looseness,
    silhouette,
)

RNG = np.random.default_rng(11)
POINTS = RNG.normal(size=(300, 4))
LABELS = RNG.integers(0, 3, 300)
TWO = np.eye(4)[:, :2]


def test_the_silhouette_is_that_of_scikit_learn():
    expected = silhouette_score(POINTS, LABELS, metric="sqeuclidean")

    assert silhouette(POINTS, LABELS) == pytest.approx(expected)


def test_a_group_of_one_counts_nothing_and_one_group_has_no_silhouette():
    alone = np.where(np.arange(300) == 0, 9, LABELS)

    assert silhouette(POINTS, alone) == pytest.approx(
        silhouette_score(POINTS, alone, metric="sqeuclidean")
    )
    assert silhouette(POINTS, np.zeros(300, int)) == 0.0
    assert silhouette(np.zeros((4, 2)), np.array([0, 0, 1, 1])) == 0.0


def test_a_mixture_gives_each_point_to_the_distribution_it_is_most_likely_of():
    covariances = np.array([[[1.0, 0.3], [0.3, 0.5]], [[0.2, 0.0], [0.0, 2.0]]])
    mixture = Mixture(TWO, np.array([0.3, 0.7]), np.array([[0.0, 0.0], [1.0, 1.0]]), covariances)

    found = mixture.nearest(POINTS)

    densities = [
        weight * multivariate_normal(mean, covariance).pdf(POINTS @ TWO)
        for weight, mean, covariance in zip(
            mixture.weights, mixture.means, covariances, strict=True
        )
    ]
    assert (found == np.argmax(densities, axis=0)).all()
    assert set(found) == {0, 1}


def test_a_group_of_many_small_clusters_is_one_group():
    clustering = Clustering(Centres(np.array([[0.0], [1.0], [5.0]])), (1, 1, 0))

    assert clustering.labels(np.array([[0.1], [1.2], [4.0]])).tolist() == [1, 1, 0]
    assert clustering.renamed({1: 8}).labels(np.array([[9.0]])).tolist() == [8]


@pytest.mark.parametrize(
    "clusters",
    [Centres(POINTS[:3]), Mixture(TWO, np.ones(3) / 3, POINTS[:3, :2], np.array([np.eye(2)] * 3))],
    ids=["centres", "mixture"],
)
def test_clusters_survive_being_written_as_json(clusters):
    clustering = Clustering(clusters, (2, 0, 1))

    again = Clustering.of(json.loads(json.dumps(clustering.numbers())))

    assert (again.labels(POINTS) == clustering.labels(POINTS)).all()


def test_groups_are_numbered_from_the_largest_and_ties_by_their_centres():
    labels, points = np.array([5, 5, 3, 3, 4, 4, 4]), np.array([[2.0]] * 2 + [[1.0]] * 5)

    assert by_size(labels, points) == {4: 0, 3: 1, 5: 2}


def test_looseness_is_the_mean_squared_distance_to_the_nearest_centre():
    assert looseness(np.array([[0.0], [10.0]]), np.array([[1.0], [8.0]])) == pytest.approx(2.5)
