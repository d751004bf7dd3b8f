"""Which method and which number of segments: the candidates, their figures, the rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from sklearn.metrics import adjusted_rand_score

from voxlake.core.errors import TooLittleDataError
from voxlake.people.segments.clusters import (
    Clustering,
    Labels,
    broken_bounds,
    by_size,
    silhouette,
    sizes_of,
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
        smallest_count: Users of the sample in the smallest segment.
        smallest_share: Share of the users in it.
        largest_share: The same of the largest.
        broken: Which bounds of size and number it breaks, in words.
        stability: Mean adjusted Rand index against refits to resampled users; None: not refitted.
    """

    method: str
    asked: int
    segment_count: int
    silhouette: float
    smallest_count: int
    smallest_share: float
    largest_share: float
    broken: tuple[str, ...] = ()
    stability: float | None = None

    @property
    def is_within_limits(self) -> bool:
        """Whether it breaks no bound of size and number."""
        return not self.broken

    def refusal(self, settings: SegmentSettings) -> str | None:
        """Why it cannot become the model, in words; None where it can, or was not refitted."""
        if self.broken:
            return "; ".join(self.broken)
        if self.stability is None or self.stability >= settings.min_stability:
            return None
        least = settings.min_stability
        return f"stability {self.stability:.3f}, below min_stability ({least:g})"

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

    Raises:
        TooLittleDataError: every candidate breaks a bound; says which.
    """
    fits = _fits(points, settings)
    tested: dict[Candidate, Candidate] = {}
    chosen = None
    for one in best_first([*fits], settings):
        if chosen is not None and len(tested) >= settings.finalists:
            break
        tested[one] = replace(one, stability=_stability(one, fits[one], points, settings))
        if chosen is None and tested[one].refusal(settings) is None:
            chosen = one
    tried = [tested.get(one, one) for one in fits]
    if chosen is None:
        raise TooLittleDataError(_why_none(tried, settings))
    return Choice(tested[chosen], fits[chosen], tried)


def _fits(points: Matrix, settings: SegmentSettings) -> Mapping[Candidate, Clustering]:
    """Each candidate with what its method found, the groups numbered from the largest."""
    different = len(np.unique(points, axis=0))
    fits: dict[Candidate, Clustering] = {}
    for method in settings.methods:
        for k in _ks(method, different, settings):
            clustering = fit_clusters(method, points, k, settings)
            clustering = clustering.renamed(by_size(clustering.labels(points), points))
            found = _candidate(method, k, points, clustering.labels(points), settings)
            fits.setdefault(found, clustering)
    return fits


def best_first(candidates: Sequence[Candidate], settings: SegmentSettings) -> list[Candidate]:
    """Those within the limits, by silhouette; ties: fewer segments, earlier method."""
    order: dict[str, int] = {method: i for i, method in enumerate(settings.methods)}
    return sorted(
        (one for one in candidates if one.is_within_limits),
        key=lambda c: (-round(c.silhouette / _TIE), c.segment_count, order[c.method]),
    )


def _why_none(tried: Sequence[Candidate], settings: SegmentSettings) -> str:
    """What is wrong with the best candidate of each method."""
    if not tried:
        return (
            "Fewer users differ from each other than there should be segments "
            f"(segments.k_min: {settings.k_min}): there are no groups to find."
        )
    best = {
        one.method: one
        for one in sorted(tried, key=lambda c: (c.is_within_limits, c.stability or c.silhouette))
    }
    said = [f"{one.name}: {one.refusal(settings)}" for one in best.values()]
    return (
        f"No way to group these users holds to the bounds of segments ({'. '.join(said)}). Ingest "
        "more, or change the bounds that are named."
    )


def _ks(method: str, different: int, settings: SegmentSettings) -> Sequence[int]:
    """The numbers of segments to try: no more than there are different users."""
    if method == DENSITY:
        return [0]
    return range(settings.k_min, min(settings.k_max, different) + 1)


def _candidate(
    method: str, k: int, points: Matrix, labels: Labels, settings: SegmentSettings
) -> Candidate:
    sizes = sizes_of(labels)
    return Candidate(
        method=method,
        asked=k,
        segment_count=len(sizes),
        silhouette=silhouette(points, labels),
        smallest_count=min(sizes),
        smallest_share=min(sizes) / sum(sizes),
        largest_share=max(sizes) / sum(sizes),
        broken=tuple(broken_bounds(sizes, settings)),
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
