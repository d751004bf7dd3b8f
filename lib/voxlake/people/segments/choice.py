"""Which method and which number of segments: the candidates, their figures, the rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from sklearn.metrics import adjusted_rand_score

from voxlake.people.segments.clusters import (
    Clustering,
    Labels,
    by_size,
    is_within_limits,
    silhouette,
)
from voxlake.people.segments.methods import DENSITY, fit_clusters, resampled
from voxlake.people.segments.scaling import Matrix
from voxlake.people.segments.settings import SegmentSettings

_TIE = 1e-3  # silhouettes that differ by less are equal


@dataclass(frozen=True)
class Candidate:
    """A way to group the sample.

    Attributes:
        method: How.
        asked: The number of segments that was asked for.
        segment_count: That there are.
        silhouette: Mean silhouette, squared Euclidean, -1 to 1.
        smallest_share: Share of the users in the smallest segment.
        largest_share: The same of the largest.
        is_within_limits: Whether there are several segments, none too small and none too large.
        stability: Mean adjusted Rand index against refits to resampled users; None: not refitted.
    """

    method: str
    asked: int
    segment_count: int
    silhouette: float
    smallest_share: float
    largest_share: float
    is_within_limits: bool
    stability: float | None = None

    @property
    def name(self) -> str:
        """Such as `kmeans 5`."""
        return f"{self.method} {self.segment_count}"


@dataclass(frozen=True)
class Choice:
    """The candidate that won, its groups numbered from the largest, and all candidates."""

    chosen: Candidate
    clustering: Clustering
    candidates: Sequence[Candidate]


def choose(points: Matrix, settings: SegmentSettings) -> Choice:
    """Fit the candidates to the sample, and choose.

    Args:
        points: Traits of the users of the sample, one row each, in the order of their ids.
        settings: What to try, and the limits.
    """
    different = len(np.unique(points, axis=0))
    fits: dict[Candidate, Clustering] = {}
    for method in settings.methods:
        for k in _ks(method, different, settings):
            clustering = fit_clusters(method, points, k, settings)
            clustering = clustering.renamed(by_size(clustering.labels(points), points))
            found = _candidate(method, k, points, clustering.labels(points), settings)
            fits.setdefault(found, clustering)
    finalists = best_first([*fits], settings)[: settings.finalists]
    tested = {
        one: replace(one, stability=_stability(one, fits[one], points, settings))
        for one in finalists
    }
    chosen = decide([tested[one] for one in finalists], settings)
    clustering = next(fits[one] for one, result in tested.items() if result == chosen)
    return Choice(chosen, clustering, [tested.get(one, one) for one in fits])


def best_first(candidates: Sequence[Candidate], settings: SegmentSettings) -> list[Candidate]:
    """Those within the limits first, then by silhouette; ties: fewer segments, earlier method."""
    order: dict[str, int] = {method: i for i, method in enumerate(settings.methods)}
    return sorted(
        candidates,
        key=lambda c: (
            not c.is_within_limits,
            -round(c.silhouette / _TIE),
            c.segment_count,
            order[c.method],
        ),
    )


def decide(finalists: Sequence[Candidate], settings: SegmentSettings) -> Candidate:
    """The first of the finalists, who come best first, that is stable; else the most stable."""
    within = [one for one in finalists if one.is_within_limits] or list(finalists)
    for one in within:
        if (one.stability or 0.0) >= settings.min_stability:
            return one
    return max(within, key=lambda one: one.stability or 0.0)


def _ks(method: str, different: int, settings: SegmentSettings) -> Sequence[int]:
    """The numbers of segments to try: no more than there are different users."""
    if method == DENSITY:
        return [0]
    return range(min(settings.k_min, different), min(settings.k_max, different) + 1)


def _candidate(
    method: str, k: int, points: Matrix, labels: Labels, settings: SegmentSettings
) -> Candidate:
    shares = (np.unique(labels, return_counts=True)[1] / len(labels)).tolist()
    return Candidate(
        method=method,
        asked=k,
        segment_count=len(shares),
        silhouette=silhouette(points, labels),
        smallest_share=min(shares),
        largest_share=max(shares),
        is_within_limits=is_within_limits(shares, settings),
    )


def _stability(
    candidate: Candidate, clustering: Clustering, points: Matrix, settings: SegmentSettings
) -> float:
    """Mean adjusted Rand index of all users, grouped by refits to resampled ones."""
    labels, method, k = clustering.labels(points), candidate.method, candidate.asked
    refits = (
        fit_clusters(method, resampled(points, number, settings), k, settings)
        for number in range(settings.bootstraps)
    )
    return float(np.mean([adjusted_rand_score(labels, refit.labels(points)) for refit in refits]))
