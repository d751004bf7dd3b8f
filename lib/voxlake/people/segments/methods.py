"""The ways to find groups in a sample of users, behind one function: `fit_clusters`.

A sample is bounded, so it lies in memory, and scikit-learn looks at it: on one thread, because
sums over several come out a little different with each number of threads.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from sklearn.cluster import BisectingKMeans, KMeans
from sklearn.decomposition import PCA
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

from voxlake.people.segments.clusters import Centres, Clustering, Mixture
from voxlake.people.segments.density import NOISE, density_groups
from voxlake.people.segments.scaling import Matrix
from voxlake.people.segments.settings import SegmentSettings
from voxlake.tables.columns import NO_SEGMENT

KMEANS, BISECTING, MIXTURE, DENSITY = "kmeans", "bisecting", "mixture", "density"
_NOISE = 0.2
"""Width of the noise on each axis of a mixture."""
_FLOOR = 1e-6
_PER_SMALL = 10  # users of a small cluster, on average, at least
_SMALL_ITERATIONS = 8


def fit_clusters(method: str, points: Matrix, k: int, settings: SegmentSettings) -> Clustering:
    """Find k groups of users by a method; as many as there are by density.

    Args:
        method: One of those of `segments.methods`.
        points: The users, one row each, in a fixed order, on which first centres depend.
        k: How many groups, of which fewer different users make fewer; density does not ask.
        settings: Seed, starts and iterations, and what else a method needs.
    """
    with _steadily():
        return _METHODS[method](points, k, settings)


def resampled(points: Matrix, number: int, settings: SegmentSettings) -> Matrix:
    """A bootstrap sample: as many users, drawn with replacement (Efron 1979).

    Args:
        points: The users, one row each.
        number: Of the sample; each number draws others.
        settings: The seed.
    """
    draws = np.random.default_rng([settings.seed, number])
    return np.asarray(points[draws.integers(0, len(points), len(points))])


def fit_centres(points: Matrix, k: int, settings: SegmentSettings) -> Matrix:
    """Centres by K-means from k-means++ starts (Arthur and Vassilvitskii 2007): the tightest."""
    with _steadily():
        fit = KMeans(
            min(k, len(points)),
            n_init=settings.restarts,
            max_iter=settings.max_iterations,
            random_state=settings.seed,
        ).fit(points)
    return np.asarray(fit.cluster_centers_)


@contextmanager
def _steadily() -> Iterator[None]:
    """The same numbers on any machine, and no warning where the most iterations end a fit."""
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


def _kmeans(points: Matrix, k: int, settings: SegmentSettings) -> Clustering:
    return _of_centres(fit_centres(points, k, settings))


def _bisecting(points: Matrix, k: int, settings: SegmentSettings) -> Clustering:
    """Bisecting K-means (Steinbach, Karypis and Kumar 2000); users go to the nearest leaf."""
    fit = BisectingKMeans(
        min(k, len(np.unique(points, axis=0))),  # those alike cannot be cut in two
        n_init=settings.restarts,
        max_iter=settings.max_iterations,
        random_state=settings.seed,
    ).fit(points)
    return _of_centres(fit.cluster_centers_)


def _mixture(points: Matrix, k: int, settings: SegmentSettings) -> Clustering:
    """A Gaussian mixture on the main axes of the traits.

    A covariance has as many numbers as pairs of columns; on the main axes there are users enough
    for each. Where many users are alike, a cluster would shrink to a point: a little noise keeps
    all covariances above its own (Bishop 1995, "Training with noise is equivalent to Tikhonov
    regularization").
    """
    axes = PCA(min(settings.mixture_axes, *points.shape), svd_solver="full").fit(points)
    placed = points @ axes.components_.T
    noise = np.random.default_rng(settings.seed).uniform(-0.5, 0.5, placed.shape) * _NOISE
    fit = GaussianMixture(
        min(k, len(points)),
        reg_covar=_FLOOR,
        max_iter=settings.max_iterations,
        random_state=settings.seed,
    ).fit(placed + noise)
    mixture = Mixture(
        axes.components_.T, np.maximum(fit.weights_, _FLOOR), fit.means_, fit.covariances_
    )
    return Clustering(mixture, tuple(range(len(fit.weights_))))


def _density(points: Matrix, _: int, settings: SegmentSettings) -> Clustering:
    """HDBSCAN over small K-means clusters; those in no group join that of the nearest in one.

    With `density_leaves_far` they stay in none.
    """
    count = len(points)
    small = KMeans(
        min(count, max(2, min(settings.small_clusters, count // _PER_SMALL))),
        n_init=1,
        max_iter=_SMALL_ITERATIONS,
        random_state=settings.seed,
    ).fit(points)
    centres = small.cluster_centers_
    weights, squares = _weigh(points, Centres(centres))
    used = weights > 0
    centres, weights, squares = centres[used], weights[used], squares[used]
    least_weight = max(settings.min_share * count, settings.min_segment_users)
    found = density_groups(
        centres,
        weights,
        np.sqrt(squares / weights),
        least_weight=least_weight,
        neighbours=max(_PER_SMALL, least_weight / _PER_SMALL),
    )
    dense = found != NOISE
    if not dense.any():
        return _of_centres(centres.mean(axis=0, keepdims=True))
    if settings.density_leaves_far:
        found[~dense] = NO_SEGMENT
        return Clustering(Centres(centres), tuple(found.tolist()))
    nearest = Centres(centres[dense]).nearest(centres)
    return Clustering(Centres(centres), tuple(found[dense][nearest].tolist()))


def _weigh(points: Matrix, clusters: Centres) -> tuple[Matrix, Matrix]:
    """Users of each small cluster, and the sum of their squared distances to its centre."""
    own, size = clusters.nearest(points), len(clusters.centres)
    squares = ((points - clusters.centres[own]) ** 2).sum(axis=1)
    counts = np.bincount(own, minlength=size).astype(float)
    return counts, np.bincount(own, squares, size).astype(float)


def _of_centres(centres: Matrix) -> Clustering:
    return Clustering(Centres(centres), tuple(range(len(centres))))


_METHODS: dict[str, Callable[[Matrix, int, SegmentSettings], Clustering]] = {
    KMEANS: _kmeans,
    BISECTING: _bisecting,
    MIXTURE: _mixture,
    DENSITY: _density,
}
BY_CENTRES = frozenset({KMEANS, BISECTING})
"""Methods whose groups are their centres: these are `refined` over all users, and can learn."""
