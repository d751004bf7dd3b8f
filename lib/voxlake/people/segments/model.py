"""The segments that a fit found, as plain numbers, and how users are assigned to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.pandas.functions import pandas_udf

from voxlake.people.segments.clusters import Clustering
from voxlake.people.segments.scaling import Matrix, Scaler, require_same_features
from voxlake.people.segments.traits import Trait
from voxlake.tables import USER_SEGMENTS
from voxlake.tables.columns import NO_SEGMENT

_BINS = 10
_BUCKETS = 1_000_000


@dataclass(frozen=True)
class Reference:
    """The users of the fit, to hold later ones against.

    Attributes:
        bounds: Nine deciles of each trait, equal ones once.
        counts: Users of the sample in each bin between them.
        shares: Share of all users in each segment, by id.
        silhouette: Mean silhouette of the sample.
    """

    bounds: tuple[tuple[float, ...], ...]
    counts: tuple[tuple[int, ...], ...]
    shares: Mapping[int, float]
    silhouette: float


@dataclass(frozen=True)
class SegmentModel:
    """Segments: how a user becomes a point, and which segment the point is in.

    Attributes:
        method: How they were found.
        scaler: Makes points of users.
        clustering: Its groups are the ids of segments.
        centres: Mean point of each segment, by id.
        sizes: Users of each segment at the fit, by id; learned centres carry these on.
        names: What each segment is called until a person says otherwise, by id.
        next_id: The first id that no segment of any fit has had.
        reference: The users of the fit.
    """

    method: str
    scaler: Scaler
    clustering: Clustering
    centres: Mapping[int, Matrix]
    sizes: Mapping[int, float]
    names: Mapping[int, str]
    next_id: int
    reference: Reference

    @property
    def ids(self) -> list[int]:
        """Ids of the segments, rising."""
        return sorted(self.centres)

    @property
    def categories(self) -> list[Trait]:
        """Traits that the config named beside the figures: values of country, language, ..."""
        return [scale.trait for scale in self.scaler.scales if scale.trait.is_category]

    def renamed(self, ids: Mapping[int, int], next_id: int) -> SegmentModel:
        """The same segments under other ids; they have no names yet."""
        shares = {ids[i]: share for i, share in self.reference.shares.items()}
        return replace(
            self,
            clustering=self.clustering.renamed(ids),
            centres={ids[i]: centre for i, centre in self.centres.items()},
            sizes={ids[i]: size for i, size in self.sizes.items()},
            names={},
            next_id=next_id,
            reference=replace(self.reference, shares=shares),
        )

    def named(self, names: Mapping[int, str]) -> SegmentModel:
        """The model with these names, by id."""
        return replace(self, names=names)

    def numbers(self) -> dict[str, Any]:
        """The model as plain numbers, texts and lists, which `of` reads."""
        return {
            "method": self.method,
            "scaler": self.scaler.numbers(),
            "clustering": self.clustering.numbers(),
            "segments": [
                {
                    "id": i,
                    "name": self.names.get(i),
                    "centre": self.centres[i].tolist(),
                    "size": self.sizes[i],
                }
                for i in self.ids
            ],
            "next_id": self.next_id,
            "reference": {
                **asdict(self.reference),
                "shares": [[i, share] for i, share in sorted(self.reference.shares.items())],
            },
        }

    @classmethod
    def of(cls, numbers: Mapping[str, Any]) -> SegmentModel:
        """The model of `numbers`."""
        segments, reference = numbers["segments"], numbers["reference"]
        return cls(
            method=numbers["method"],
            scaler=Scaler.of(numbers["scaler"]),
            clustering=Clustering.of(numbers["clustering"]),
            centres={s["id"]: np.array(s["centre"]) for s in segments},
            sizes={s["id"]: s["size"] for s in segments},
            names={s["id"]: s["name"] for s in segments if s["name"] is not None},
            next_id=numbers["next_id"],
            reference=Reference(
                bounds=tuple(map(tuple, reference["bounds"])),
                counts=tuple(map(tuple, reference["counts"])),
                shares=dict(map(tuple, reference["shares"])),
                silhouette=reference["silhouette"],
            ),
        )


def with_segments(features: DataFrame, model: SegmentModel) -> DataFrame:
    """Rows of `user_features` with `traits`, `segment_id` and `distance` to its centre.

    Users who are far from every segment, where the model leaves them in none, have no row.

    Raises:
        ConfigError: the features mean something else than those that the model was fitted on.
    """
    require_same_features(features, model.scaler.feature_version)
    return in_segments(features, model)


def in_segments(features: DataFrame, model: SegmentModel) -> DataFrame:
    """As `with_segments`, of users whose features are known to mean what they did at the fit."""
    placed = model.scaler.transform(features).withColumn("_found", _found(model))
    found = placed.select("*", "_found.segment_id", "_found.distance").drop("_found")
    leaves_some = NO_SEGMENT in model.clustering.groups
    return found.where(F.col("segment_id") != NO_SEGMENT) if leaves_some else found


def assign_segments(features: DataFrame, model: SegmentModel, model_version: str) -> DataFrame:
    """One row of `user_segments` per user in a segment, also of those who came after the fit.

    Raises:
        ConfigError: the features mean something else than those that the model was fitted on.
    """
    assigned = with_segments(features, model)
    versioned = assigned.withColumn("model_version", F.lit(model_version))
    return versioned.select(*USER_SEGMENTS.column_names)


def _found(model: SegmentModel) -> Column:
    """Segment and distance to its centre; a pandas UDF: one matrix product for many users."""
    clustering = model.clustering
    centres = np.zeros((max(model.ids) + 1, len(model.scaler.weights)))
    for segment, centre in model.centres.items():
        centres[segment] = centre

    def found(batches: Iterator[pd.Series]) -> Iterator[pd.DataFrame]:
        for batch in batches:
            points = np.array(batch.tolist()).reshape(len(batch), centres.shape[1])
            labels = clustering.labels(points)
            distance = np.linalg.norm(points - centres[labels], axis=1)
            yield pd.DataFrame({"segment_id": labels.astype(np.int32), "distance": distance})

    by_point = pandas_udf(found, "segment_id int, distance double")  # type: ignore[call-overload]
    column: Column = by_point("traits")
    return column


def hash_sample(users: DataFrame, count: int, most: int) -> DataFrame:
    """About `most` of `count` users, the same ones each time; all of them if they are no more."""
    if count <= most:
        return users
    return users.where(F.pmod(F.xxhash64("user_id"), F.lit(_BUCKETS)) < most / count * _BUCKETS)


def sample_points(users: DataFrame) -> Matrix:
    """The points of users with `traits`, in the order of their ids: of a sample, as it is held."""
    rows = users.select("user_id", "traits").toPandas().sort_values("user_id")
    return np.array(rows.traits.tolist())


def bin_counts(points: Matrix, bounds: tuple[tuple[float, ...], ...]) -> list[list[int]]:
    """How many points lie in each bin between the bounds, trait by trait."""
    return [
        np.bincount(np.searchsorted(bound, points[:, i]), minlength=len(bound) + 1).tolist()
        for i, bound in enumerate(bounds)
    ]


def reference_of(points: Matrix, shares: Mapping[int, float], silhouette: float) -> Reference:
    """What is kept of the users of a fit."""
    tenths = np.arange(1, _BINS) / _BINS
    deciles = np.quantile(points, tenths, axis=0, method="lower")
    bounds = tuple(tuple(np.unique(column).tolist()) for column in deciles.T)
    counts = tuple(map(tuple, bin_counts(points, bounds)))
    return Reference(bounds, counts, dict(shares), silhouette)
