"""The ways to find groups among users, behind one function: `fit_clusters`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pyarrow as pa
from pyspark.ml.clustering import BisectingKMeans, GaussianMixture, KMeans
from pyspark.ml.feature import PCA
from pyspark.ml.functions import array_to_vector, vector_to_array
from pyspark.ml.stat import Summarizer
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.people.segments.clusters import Centres, Clustering, Mixture
from voxlake.people.segments.density import NOISE, density_groups
from voxlake.people.segments.scaling import Matrix
from voxlake.people.segments.settings import SegmentSettings
from voxlake.people.segments.traits import only_row

KMEANS, BISECTING, MIXTURE, DENSITY = "kmeans", "bisecting", "mixture", "density"
_BUCKETS = 1_000_000
_NOISE = 0.2
"""Width of the noise on each axis of a mixture."""
_FLOOR = 1e-6
_PER_SMALL = 10  # users of a small cluster, on average, at least
_SMALL_ITERATIONS = 8
_SOLVER = "row"
"""Spark 3.5's other solver, `block`, fails where users have fewer places than k."""
_START_ROUNDS = 10
"""Rounds of k-means|| that gather places to start from: Spark's 2 end in poor places more often."""
_AT_REST = 1e-4
"""How far centres may still move from one round to the next: Spark's own tolerance."""
_SUMS = ["cluster", "users", "total"]
_POISSON = [math.exp(-1) * sum(1 / math.factorial(i) for i in range(n + 1)) for n in range(8)]


def fit_clusters(method: str, users: DataFrame, k: int, settings: SegmentSettings) -> Clustering:
    """Find k groups of users by a method; as many as there are by density.

    Args:
        method: One of those of `segments.methods`.
        users: user_id, traits (a vector) and weight, above 0, in a fixed order.
        k: How many groups; density does not ask.
        settings: Seed, starts and iterations, and what else a method needs.
    """
    return _METHODS[method](users, k, settings)


def resampled(users: DataFrame, number: int) -> DataFrame:
    """A bootstrap sample: each user as often as a Poisson draw of mean 1 says, by the hash.

    Counts of a bootstrap sample are multinomial, for which independent Poisson counts stand
    (Hanley and MacGibbon 2006, "Creating non-parametric bootstrap samples using Poisson
    frequencies").
    """
    drawn = _uniform(F.lit(f"bootstrap {number}"))
    times = F.size(F.filter(F.array(*map(F.lit, _POISSON)), lambda limit: limit < drawn))
    return users.withColumn("weight", times.cast("double")).where(F.col("weight") > 0)


def _uniform(salt: Column) -> Column:
    """From 0 to 1 by the hash of the user and the salt."""
    return F.pmod(F.xxhash64("user_id", salt), F.lit(_BUCKETS)) / _BUCKETS


def fit_centres(users: DataFrame, k: int, settings: SegmentSettings) -> Matrix:
    """Centres by K-means from k-means|| starts (Bahmani et al. 2012): of the smallest cost."""
    fits = [
        KMeans(
            featuresCol="traits",
            weightCol="weight",
            k=k,
            seed=settings.seed + i,
            maxIter=settings.max_iterations,
            initSteps=_START_ROUNDS,
            solver=_SOLVER,
        ).fit(users)
        for i in range(settings.restarts)
    ]
    tightest = min(fits, key=lambda fit: fit.summary.trainingCost)
    return np.array(tightest.clusterCenters())


def refined(centres: Matrix, users: DataFrame, settings: SegmentSettings) -> Matrix:
    """Centres moved over all users until they come to rest.

    Lloyd's algorithm (1982, "Least squares quantization in PCM") from the centres of a sample. It
    needs far fewer rounds than from first centres, and stays with the groups that were chosen.
    A cluster that no user is nearest to keeps its centre.

    Args:
        centres: Of a sample of these users.
        users: traits (an array), read once a round.
        settings: Most rounds.
    """
    for _ in range(settings.max_iterations):
        rows = _added_up(users, Centres(centres)).collect()  # clusters
        moved = centres.copy()
        for row in rows:
            moved[row["cluster"]] = row["total"].toArray() / row["users"]
        is_at_rest = ((moved - centres) ** 2).sum(axis=1).max() < _AT_REST**2
        centres = moved
        if is_at_rest:
            break
    return centres


def _added_up(users: DataFrame, clusters: Centres) -> DataFrame:
    """For each cluster how many users are nearest to it, and the sum of their points."""

    def add_up(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        counts = np.zeros(len(clusters.centres))
        totals = np.zeros(clusters.centres.shape)
        for batch in batches:
            points = batch.column(0).flatten().to_numpy().reshape(batch.num_rows, -1)
            own = np.eye(len(counts))[clusters.nearest(points)]
            counts += own.sum(axis=0)
            totals += own.T @ points
        some = np.flatnonzero(counts)
        columns = [some, counts[some], totals[some].tolist()]
        yield pa.RecordBatch.from_arrays([*map(pa.array, columns)], _SUMS)

    schema = "cluster long, users double, total array<double>"
    parts = users.select("traits").mapInArrow(add_up, schema)
    total = Summarizer.sum(array_to_vector(F.col("total")))
    return parts.groupBy("cluster").agg(F.sum("users").alias("users"), total.alias("total"))


def _kmeans(users: DataFrame, k: int, settings: SegmentSettings) -> Clustering:
    return _of_centres(fit_centres(users, k, settings))


def _bisecting(users: DataFrame, k: int, settings: SegmentSettings) -> Clustering:
    """Bisecting K-means (Steinbach, Karypis and Kumar 2000); users go to the nearest leaf."""
    fit = BisectingKMeans(
        featuresCol="traits",
        weightCol="weight",
        k=k,
        seed=settings.seed,
        maxIter=settings.max_iterations,
    ).fit(users)
    return _of_centres(np.array(fit.clusterCenters()))


def _mixture(users: DataFrame, k: int, settings: SegmentSettings) -> Clustering:
    """A Gaussian mixture on the main axes of the traits.

    A covariance has as many numbers as pairs of columns; on the main axes there are users enough
    for each. Where many users are alike, a cluster would shrink to a point: a little noise, by the
    hash of the user, keeps all covariances above its own (Bishop 1995, "Training with noise is
    equivalent to Tikhonov regularization").
    """
    traits = len(only_row(users.limit(1)).traits)
    axes = PCA(k=min(settings.mixture_axes, traits), inputCol="traits", outputCol="axes").fit(users)
    placed = axes.transform(users).withColumn("axes", _with_noise(F.col("axes")))
    fit = GaussianMixture(
        featuresCol="axes",
        weightCol="weight",
        k=k,
        seed=settings.seed,
        maxIter=settings.max_iterations,
    ).fit(placed)
    found = [(one.mean.toArray(), one.cov.toArray()) for one in fit.gaussians]
    floor = np.eye(len(found[0][0])) * _FLOOR
    mixture = Mixture(
        axes.pc.toArray(),
        np.maximum(fit.weights, _FLOOR),
        np.array([mean for mean, _ in found]),
        np.array([covariance + floor for _, covariance in found]),
    )
    return Clustering(mixture, tuple(range(len(found))))


def _with_noise(axes: Column) -> Column:
    noisy = F.transform(vector_to_array(axes), lambda x, i: x + (_uniform(i) - 0.5) * _NOISE)
    return array_to_vector(noisy)


def _density(users: DataFrame, _: int, settings: SegmentSettings) -> Clustering:
    """HDBSCAN over small K-means clusters; those in no group join that of the nearest in one."""
    count = users.count()
    small = KMeans(
        featuresCol="traits",
        weightCol="weight",
        k=max(2, min(settings.small_clusters, count // _PER_SMALL)),
        seed=settings.seed,
        maxIter=_SMALL_ITERATIONS,
        solver=_SOLVER,
    ).fit(users)
    centres = np.array(small.clusterCenters())
    weights, squares = _weigh(users, Centres(centres))
    used = weights > 0
    centres, weights, squares = centres[used], weights[used], squares[used]
    found = density_groups(
        centres,
        weights,
        np.sqrt(squares / weights),
        least_weight=settings.min_share * weights.sum(),
        neighbours=max(_PER_SMALL, settings.min_share * weights.sum() / _PER_SMALL),
    )
    dense = found != NOISE
    if not dense.any():
        return _of_centres(centres.mean(axis=0, keepdims=True))
    nearest = Centres(centres[dense]).nearest(centres)
    return Clustering(Centres(centres), tuple(found[dense][nearest].tolist()))


def _weigh(users: DataFrame, clusters: Centres) -> tuple[Matrix, Matrix]:
    """Users of each small cluster, and the sum of their squared distances to its centre."""
    rows = users.select("weight", vector_to_array(F.col("traits")).alias("traits")).toPandas()
    points = np.array(rows.traits.tolist())
    own = clusters.nearest(points)
    squares = ((points - clusters.centres[own]) ** 2).sum(axis=1)
    size, weight = len(clusters.centres), rows.weight.to_numpy()
    counts = np.bincount(own, weight, size).astype(float)
    return counts, np.bincount(own, weight * squares, size).astype(float)


def _of_centres(centres: Matrix) -> Clustering:
    return Clustering(Centres(centres), tuple(range(len(centres))))


_METHODS: dict[str, Callable[[DataFrame, int, SegmentSettings], Clustering]] = {
    KMEANS: _kmeans,
    BISECTING: _bisecting,
    MIXTURE: _mixture,
    DENSITY: _density,
}
BY_CENTRES = frozenset({KMEANS, BISECTING})
"""Methods whose groups are their centres: these are `refined` over all users, and can learn."""
