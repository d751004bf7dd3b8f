"""Whether users have become others than those that the segments were fitted on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from pyspark.sql import DataFrame

from voxlake.core.stability import stability_index
from voxlake.people.segments.clusters import broken_bounds, silhouette
from voxlake.people.segments.model import (
    SegmentModel,
    bin_counts,
    hash_sample,
    sample_points,
)
from voxlake.people.segments.scaling import Matrix, require_same_features
from voxlake.people.segments.settings import SegmentSettings

_SHARE_OF_TRAITS = 0.1
_LOST_SILHOUETTE = 0.05

Figures = dict[str, float]


def drift_figures(
    features: DataFrame, assigned: DataFrame, model: SegmentModel, settings: SegmentSettings
) -> Figures:
    """Population stability indices of traits and of sizes against the fit, and the silhouette.

    Traits and silhouette are those of a hash sample of the users; sizes are of all.

    Args:
        features: Rows of `user_features` of the day.
        assigned: Their rows of `user_segments`.
        model: The model that assigned them.
        settings: Users of the sample, and the limits.

    Raises:
        ConfigError: the features mean something else than those that the model was fitted on.
    """
    require_same_features(features, model.scaler.feature_version)
    counts = {
        row["segment_id"]: row["count"] for row in assigned.groupBy("segment_id").count().collect()
    }
    total = sum(counts.values())
    sample = hash_sample(features, total, settings.sample_users)
    points = sample_points(model.scaler.transform(sample))
    indices = _trait_indices(points, model)
    usual = {str(i): share * total for i, share in model.reference.shares.items()}
    sizes = [counts.get(i, 0) for i in model.ids]
    return {
        "users": float(total),
        "size_psi": stability_index({str(i): n for i, n in counts.items()}, usual),
        "trait_psi_mean": float(np.mean([*indices.values()])),
        "trait_psi_max": max(indices.values()),
        "traits_over_limit": float(np.mean([i >= settings.psi_limit for i in indices.values()])),
        "silhouette": silhouette(points, model.clustering.labels(points)),
        "silhouette_at_fit": model.reference.silhouette,
        "smallest_share": min(sizes) / total,
        "largest_share": max(sizes) / total,
        "broken_bounds": float(len(broken_bounds(sizes, settings))),
        **{f"psi_{name}": index for name, index in indices.items()},
    }


def asks_for_refit(figures: Mapping[str, float], settings: SegmentSettings) -> bool:
    """Whether a day's figures ask for a refit.

    They do when the sizes have shifted as much as `segments.psi_limit`, when a tenth of the traits
    have, when the silhouette is 0.05 below that of the fit, or when the segments break a bound.
    """
    return (
        figures["size_psi"] >= settings.psi_limit
        or figures["traits_over_limit"] >= _SHARE_OF_TRAITS
        or figures["silhouette"] < figures["silhouette_at_fit"] - _LOST_SILHOUETTE
        or figures["broken_bounds"] > 0
    )


def _trait_indices(points: Matrix, model: SegmentModel) -> Figures:
    now = bin_counts(points, model.reference.bounds)
    bins = zip(model.scaler.names, now, model.reference.counts, strict=True)
    return {name: stability_index(_numbered(n), _numbered(usual)) for name, n, usual in bins}


def _numbered(counts: Sequence[float]) -> dict[str, float]:
    return {str(i): float(count) for i, count in enumerate(counts)}
