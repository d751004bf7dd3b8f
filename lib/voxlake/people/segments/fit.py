"""Finds segments: points, candidates, the choice, and the model of the chosen one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
from pyspark.ml.functions import array_to_vector
from pyspark.ml.stat import Summarizer
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.errors import TooLittleDataError
from voxlake.people.segments.choice import Candidate, choose
from voxlake.people.segments.clusters import Centres
from voxlake.people.segments.methods import BY_CENTRES
from voxlake.people.segments.model import (
    SegmentModel,
    hash_sample,
    in_segments,
    reference_of,
    sample_points,
)
from voxlake.people.segments.refining import refined
from voxlake.people.segments.scaling import Matrix, fit_scaler
from voxlake.people.segments.settings import SegmentSettings
from voxlake.tables.columns import NO_SEGMENT


@dataclass(frozen=True)
class SegmentFit:
    """A fitted model and how it came about.

    Attributes:
        model: The segments, numbered from the largest, without names.
        chosen: The candidate that it is.
        candidates: All that were tried.
        points: The sample that they were tried on, one row per user.
    """

    model: SegmentModel
    chosen: Candidate
    candidates: Sequence[Candidate]
    points: Matrix

    @property
    def metrics(self) -> dict[str, float]:
        """Figures to log."""
        return {
            "k": float(len(self.model.ids)),
            "users": float(sum(self.model.sizes.values())),
            "silhouette": self.chosen.silhouette,
            "stability": self.chosen.stability or 0.0,
            "smallest_share": min(self.model.reference.shares.values()),
            "largest_share": max(self.model.reference.shares.values()),
        }


def fit_segments(features: DataFrame, settings: SegmentSettings) -> SegmentFit:
    """Fit segments to the rows of one day of `user_features`.

    Method and number of segments are chosen over a hash sample of the users, as `choose` says;
    from its centres, methods that have some go on over all users. Segments are numbered from the
    largest.

    Raises:
        TooLittleDataError: there are no users, all of them are alike, or no way to group them
            holds to the bounds.
    """
    count = features.count()
    sample = hash_sample(features, count, settings.sample_users)
    scaler = fit_scaler(features, sample, settings)
    points = sample_points(scaler.transform(sample))
    choice = choose(points, settings)
    clustering, clusters = choice.clustering, choice.clustering.clusters
    is_by_centres = choice.chosen.method in BY_CENTRES
    if is_by_centres and isinstance(clusters, Centres) and count > settings.sample_users:
        placed = scaler.transform(features).select("user_id", "traits")
        with _cached(placed) as everyone:
            centres = refined(clusters.centres, everyone, settings)
        clustering = replace(clustering, clusters=Centres(centres))
    groups = sorted({*clustering.groups} - {NO_SEGMENT})
    model = SegmentModel(
        method=choice.chosen.method,
        scaler=scaler,
        clustering=clustering,
        centres=dict.fromkeys(groups, np.zeros(points.shape[1])),
        sizes=dict.fromkeys(groups, 0.0),
        names={},
        next_id=len(groups),
        reference=reference_of(points, {}, choice.chosen.silhouette),
    )
    return SegmentFit(_measured(model, features), choice.chosen, choice.candidates, points)


def require_enough(features: DataFrame, settings: SegmentSettings) -> None:
    """Check that there are users enough to look for groups among them.

    Raises:
        TooLittleDataError: there are fewer than `segments.min_users`.
    """
    users = features.count()
    if users < settings.min_users:
        raise TooLittleDataError(
            f"A fit of segments needs {settings.min_users} users who post or buy, and there are "
            f"{users}. Ingest more, or lower segments.min_users."
        )


@contextmanager
def _cached(users: DataFrame) -> Iterator[DataFrame]:
    """The users in memory: Spark ML goes over what is kept on disk once more each iteration."""
    users.persist()
    try:
        yield users
    finally:
        users.unpersist()


def _measured(model: SegmentModel, features: DataFrame) -> SegmentModel:
    """The model with sizes and centres over all users, numbered from the largest."""
    grouped = in_segments(features, model).groupBy("segment_id")
    rows = grouped.agg(
        F.count("*").alias("size"),
        Summarizer.mean(array_to_vector(F.col("traits"))).alias("centre"),
    ).collect()  # segments
    rows.sort(key=lambda row: (-row["size"], tuple(row["centre"].toArray())))
    ids = {row["segment_id"]: number for number, row in enumerate(rows)}
    total = sum(row["size"] for row in rows)
    measured = replace(
        model,
        centres={row["segment_id"]: row["centre"].toArray() for row in rows},
        sizes={row["segment_id"]: float(row["size"]) for row in rows},
        reference=replace(
            model.reference, shares={row["segment_id"]: row["size"] / total for row in rows}
        ),
    )
    return measured.renamed(ids, next_id=len(ids))
