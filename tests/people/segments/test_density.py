import numpy as np
import pytest
from sklearn.cluster import HDBSCAN
from sklearn.datasets import make_moons
from sklearn.metrics import adjusted_rand_score

from voxlake.people.segments.density import NOISE, core_distances, density_groups

MOONS, MOON = make_moons(400, noise=0.06, random_state=5)


def of_points(points, weights=None, *, least_weight=20, neighbours=8):
    weights = np.ones(len(points)) if weights is None else weights
    return density_groups(
        points, weights, np.zeros(len(points)), least_weight=least_weight, neighbours=neighbours
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_with_weights_of_one_the_groups_are_those_of_hdbscan(seed):
    rng = np.random.default_rng(seed)
    blobs = [rng.normal(centre, spread, (120, 3)) for centre, spread in ((0, 1), (6, 0.5), (3, 2))]
    points = np.vstack([*blobs, rng.uniform(-6, 12, (60, 3))])

    found = of_points(points)

    expected = HDBSCAN(min_cluster_size=20, min_samples=8, copy=True).fit_predict(points)
    # Of parts that join at the same distance scikit-learn lets one be first: a point or two differ.
    assert len(set(expected)) >= 3
    assert len(set(found)) == len(set(expected))
    assert adjusted_rand_score(expected, found) > 0.98
    assert ((found == NOISE) != (expected == -1)).sum() <= 2


def test_a_weight_counts_like_as_many_points_at_the_same_place():
    rng = np.random.default_rng(4)
    points = np.vstack([rng.normal(0, 1, (60, 2)), rng.normal(7, 1, (60, 2))])
    weights = rng.integers(1, 6, len(points))

    found = of_points(points, weights.astype(float), least_weight=40, neighbours=12)

    repeated = HDBSCAN(min_cluster_size=40, min_samples=12, copy=True).fit_predict(
        np.repeat(points, weights, axis=0)
    )
    assert adjusted_rand_score(repeated, np.repeat(found, weights)) == 1.0


def test_long_groups_that_k_means_would_cut_are_found():
    found = of_points(MOONS)

    is_grouped = found != NOISE
    assert is_grouped.mean() > 0.9
    assert adjusted_rand_score(MOON[is_grouped], found[is_grouped]) == 1.0


def test_a_core_distance_reaches_over_own_users_first():
    # Three centres on a line, at 0, 1 and 3, of 5, 2 and 4 users, radii 0.5, 0.1 and 0.2.
    distances = np.abs(np.subtract.outer([0.0, 1.0, 3.0], [0.0, 1.0, 3.0]))
    weights, radii = np.array([5.0, 2.0, 4.0]), np.array([0.5, 0.1, 0.2])

    # Five users: the first has them itself; the second needs those at 0; the third those at 1.
    assert core_distances(distances, weights, radii, 5) == pytest.approx([0.5, 1.0, 2.0])
    # More users than there are: as far as the last of them.
    assert core_distances(distances, weights, radii, 99) == pytest.approx([3.0, 2.0, 3.0])


def test_one_dense_place_without_a_second_is_no_group():
    assert set(of_points(np.random.default_rng(1).normal(0, 1, (100, 2)), least_weight=60)) == {
        NOISE
    }


def test_centres_at_one_place_are_no_error():
    points = np.repeat([[0.0, 0.0], [5.0, 5.0]], 30, axis=0)

    found = of_points(points, least_weight=10, neighbours=4)

    assert adjusted_rand_score(np.repeat([0, 1], 30), found) == 1.0
