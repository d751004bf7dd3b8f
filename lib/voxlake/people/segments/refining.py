"""Moves centres that were found in a sample over all users."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
from pyspark.ml.functions import array_to_vector
from pyspark.ml.stat import Summarizer
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.people.segments.clusters import Centres
from voxlake.people.segments.scaling import Matrix, points_of
from voxlake.people.segments.settings import SegmentSettings

_AT_REST = 1e-4
"""How far centres may still move from one round to the next: Spark's own tolerance."""
_SUMS = ["cluster", "users", "total"]


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
            points = points_of(batch.column(0))
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
