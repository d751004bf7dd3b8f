"""Groups of users who are alike: K-means over scaled traits, k chosen by silhouette."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

import numpy as np
from pyspark.ml import PipelineModel
from pyspark.ml.clustering import KMeans, KMeansModel
from pyspark.ml.evaluation import ClusteringEvaluator
from pyspark.ml.feature import SQLTransformer
from pyspark.ml.functions import vector_to_array
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from voxlake.errors import ConfigError, InputError, TooLittleDataError
from voxlake.people.segments.scaling import FITTED_VERSION, Matrix, fit_scaler, sql_literal
from voxlake.people.segments.settings import SegmentSettings
from voxlake.tables import USER_SEGMENTS

_USERS_PER_PARTITION = 250_000
_TIE = 1e-3  # silhouettes that differ by less are equal
_BUCKETS = 1_000_000


@dataclass(frozen=True)
class SegmentFit:
    """A fitted model and how it came about.

    Attributes:
        model: Adds `traits` and `segment_id` to rows of `user_features`.
        silhouettes: Mean silhouette of each k tried, squared Euclidean, -1 to 1.
        sizes: Users of each segment, in the order of their ids.
        centres: One row per segment, one column per trait, in scaled units.
        cost: Sum of squared distances of all users to their centres.
    """

    model: PipelineModel
    silhouettes: Mapping[int, float]
    sizes: Sequence[int]
    centres: Matrix
    cost: float

    @property
    def k(self) -> int:
        """Number of segments."""
        return len(self.sizes)

    @property
    def metrics(self) -> dict[str, float]:
        """Figures to log."""
        return {
            "k": self.k,
            "users": sum(self.sizes),
            "cost_per_user": self.cost / sum(self.sizes),
            "silhouette": self.silhouettes[self.k],
            **{f"silhouette_{k}": value for k, value in self.silhouettes.items()},
        }


def fit_segments(features: DataFrame, settings: SegmentSettings) -> SegmentFit:
    """Fit segments to the rows of one day of `user_features`.

    The number of segments is the one in `k_min` to `k_max` with the largest mean silhouette over a
    hash sample of the users; ties go to the smaller. Segments are numbered from the largest.

    Raises:
        InputError: there are no users, or all of them are alike.
    """
    scaler = fit_scaler(features, settings.clip)
    count = features.count()
    users = scaler.transform(features).select("user_id", "traits")
    with _cached(_in_fixed_order(users, count)) as users:
        is_sampled = count > settings.sample_users
        share = settings.sample_users / count
        with _cached(_hash_sample(users, share)) if is_sampled else nullcontext(users) as sample:
            tried = {k: _tightest(sample, k, settings) for k in _choices(sample, settings)}
            silhouettes = {k: _silhouette(kmeans, sample) for k, kmeans in tried.items()}
        k = choose_k(silhouettes)
        kmeans = _tightest(users, k, settings) if is_sampled else tried[k]
        sizes = kmeans.summary.clusterSizes
    order = _order(sizes, kmeans.clusterCenters())
    return SegmentFit(
        model=PipelineModel([*scaler.stages, kmeans, _relabel(order)]),
        silhouettes=silhouettes,
        sizes=[sizes[i] for i in order],
        centres=np.array([kmeans.clusterCenters()[i] for i in order]),
        cost=kmeans.summary.trainingCost,
    )


def require_enough(features: DataFrame, settings: SegmentSettings) -> None:
    """Check that there are users enough to look for groups among them.

    Raises:
        TooLittleDataError: there are fewer than `segments.min_users`.
    """
    users = features.limit(settings.min_users).count()
    if users < settings.min_users:
        raise TooLittleDataError(
            f"A fit of segments needs {settings.min_users} users who post or buy, and there are "
            f"{users}. Ingest more, or lower segments.min_users."
        )


def choose_k(silhouettes: Mapping[int, float]) -> int:
    """The k with the largest silhouette; the smallest of those that tie."""
    best = max(silhouettes.values())
    return min(k for k, silhouette in silhouettes.items() if silhouette >= best - _TIE)


def assign_segments(features: DataFrame, model: PipelineModel, model_version: str) -> DataFrame:
    """One row of `user_segments` per user, also of those who came after the fit.

    Raises:
        ConfigError: the features mean something else than those that the model was fitted on.
    """
    assigned = model.transform(features)
    _require_same_features(assigned)
    centres = F.array(*(F.lit(list(map(float, c))) for c in _kmeans(model).clusterCenters()))
    own_centre = F.element_at(centres, F.col("prediction") + 1)
    return assigned.withColumns(
        {
            "distance": _distance(vector_to_array(F.col("traits")), own_centre),
            "model_version": F.lit(model_version),
        }
    ).select(*USER_SEGMENTS.column_names)


def with_names(model: PipelineModel, names: Mapping[int, str]) -> PipelineModel:
    """The model with a last stage that adds `segment_name`; names are by segment id.

    Names are part of the model, so that a segment keeps its name from day to day.
    """
    literals = ", ".join(sql_literal(names[i]) for i in range(len(names)))
    name = f"element_at(array({literals}), segment_id + 1) AS segment_name"
    return PipelineModel(
        [*model.stages, SQLTransformer(statement=f"SELECT *, {name} FROM __THIS__")]
    )


def segment_names(model: PipelineModel, spark: SparkSession) -> dict[int, str]:
    """The names that `with_names` gave, by segment id."""
    ids = spark.range(len(_kmeans(model).clusterCenters()))
    named = model.stages[-1].transform(ids.select(F.col("id").cast("int").alias("segment_id")))
    return {row.segment_id: row.segment_name for row in named.collect()}


def _kmeans(model: PipelineModel) -> KMeansModel:
    (kmeans,) = (stage for stage in model.stages if isinstance(stage, KMeansModel))
    return kmeans


def _in_fixed_order(users: DataFrame, count: int) -> DataFrame:
    """The users placed by the hash of their id and sorted: first centres depend on the order."""
    partitions = math.ceil(count / _USERS_PER_PARTITION)
    return users.repartition(partitions, "user_id").sortWithinPartitions("user_id")


def _hash_sample(users: DataFrame, share: float) -> DataFrame:
    """About that share of the users, the same ones each time, in one partition."""
    sample = users.where(F.pmod(F.xxhash64("user_id"), F.lit(_BUCKETS)) < share * _BUCKETS)
    return _in_fixed_order(sample, count=1)


@contextmanager
def _cached(users: DataFrame) -> Iterator[DataFrame]:
    users.persist()
    try:
        yield users
    finally:
        users.unpersist()


def _choices(sample: DataFrame, settings: SegmentSettings) -> range:
    """The numbers of segments to try: no more than there are different users."""
    different = sample.select("traits").distinct().limit(settings.k_max).count()
    if different < 2:  # noqa: PLR2004
        raise InputError("All users are alike in every feature: there are no groups to find.")
    return range(min(settings.k_min, different), min(settings.k_max, different) + 1)


def _tightest(users: DataFrame, k: int, settings: SegmentSettings) -> KMeansModel:
    """The K-means model with the smallest cost of several restarts; the first of those that tie."""
    fits = [
        KMeans(
            featuresCol="traits", k=k, seed=settings.seed + i, maxIter=settings.max_iterations
        ).fit(users)
        for i in range(settings.restarts)
    ]
    return min(fits, key=lambda fit: fit.summary.trainingCost)


def _silhouette(model: KMeansModel, sample: DataFrame) -> float:
    evaluator = ClusteringEvaluator(featuresCol="traits", metricName="silhouette")
    return float(evaluator.evaluate(model.transform(sample)))


def _order(sizes: Sequence[int], centres: Sequence[Matrix]) -> list[int]:
    """Clusters from the largest to the smallest; equal ones by their centres."""
    return sorted(range(len(sizes)), key=lambda i: (-sizes[i], tuple(centres[i])))


def _relabel(order: Sequence[int]) -> SQLTransformer:
    """Turns K-means' own numbers into segment ids."""
    ids = ", ".join(str(order.index(cluster)) for cluster in range(len(order)))
    return SQLTransformer(
        statement=f"SELECT *, element_at(array({ids}), prediction + 1) AS segment_id FROM __THIS__"
    )


def _distance(point: Column, centre: Column) -> Column:
    squares = F.zip_with(point, centre, lambda a, b: (a - b) * (a - b))
    return F.sqrt(F.aggregate(squares, F.lit(0.0), lambda total, square: total + square))


def _require_same_features(assigned: DataFrame) -> None:
    versions = assigned.select(F.col("feature_version"), F.col(FITTED_VERSION)).distinct()
    for row in versions.limit(9).collect():
        if row.feature_version != row[FITTED_VERSION]:
            raise ConfigError(
                f"The champion of 'segments' was fitted on user features {row[FITTED_VERSION]!r}, "
                f"but these are {row.feature_version!r}; run fit_segments with --fit."
            )
