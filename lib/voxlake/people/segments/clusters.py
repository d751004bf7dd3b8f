"""Clusters as plain numbers: which of them each user is in, whatever method found them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.linalg import solve_triangular

from voxlake.people.segments.scaling import Matrix
from voxlake.people.segments.settings import SegmentSettings
from voxlake.tables.columns import NO_SEGMENT

Labels = npt.NDArray[np.int64]
_CHUNK = 20_000  # points whose distances are held at a time


@dataclass(frozen=True)
class Centres:
    """Clusters of the points that are nearest to a centre: one row per centre."""

    centres: Matrix

    def only(self, kept: Sequence[int]) -> Centres:
        """These clusters alone."""
        return Centres(self.centres[kept])

    def nearest(self, points: Matrix) -> Labels:
        """The cluster of each point, one row per point; the first of those that tie."""
        squares = (self.centres**2).sum(axis=1)
        found = [
            np.argmin(squares - 2 * (points[i : i + _CHUNK] @ self.centres.T), axis=1)
            for i in range(0, len(points), _CHUNK)
        ]
        return np.concatenate(found) if found else np.empty(0, np.int64)


@dataclass(frozen=True)
class Mixture:
    """Clusters that are normal distributions on some axes of the points.

    Attributes:
        axes: One column per axis, one row per trait.
        weights: Share of each cluster, above 0.
        means: One row per cluster, one column per axis.
        covariances: One matrix per cluster.
    """

    axes: Matrix
    weights: Matrix
    means: Matrix
    covariances: Matrix

    def only(self, kept: Sequence[int]) -> Mixture:
        """These clusters alone."""
        return Mixture(self.axes, self.weights[kept], self.means[kept], self.covariances[kept])

    def nearest(self, points: Matrix) -> Labels:
        """The cluster that each point is most likely of, one row per point."""
        placed = points @ self.axes
        scores = np.empty((len(points), len(self.weights)))
        for i, (mean, covariance) in enumerate(zip(self.means, self.covariances, strict=True)):
            root = np.linalg.cholesky(covariance)
            away = solve_triangular(root, (placed - mean).T, lower=True)
            log_volume = np.log(np.diag(root)).sum()
            scores[:, i] = np.log(self.weights[i]) - log_volume - (away**2).sum(axis=0) / 2
        return np.asarray(np.argmax(scores, axis=1))


@dataclass(frozen=True)
class Clustering:
    """What a method found: small clusters, and the group that each of them belongs to.

    Attributes:
        clusters: Find the cluster of a point.
        groups: Group of each cluster, from 0, or NO_SEGMENT; a density cluster is many small ones.
    """

    clusters: Centres | Mixture
    groups: tuple[int, ...]

    def labels(self, points: Matrix) -> Labels:
        """The group of each point, one row per point."""
        return np.array(self.groups)[self.clusters.nearest(points)]

    def renamed(self, names: Mapping[int, int]) -> Clustering:
        """The groups that have names, under these; clusters of others are left out."""
        names = {**names, NO_SEGMENT: NO_SEGMENT}
        kept = [i for i, group in enumerate(self.groups) if group in names]
        groups = tuple(names[self.groups[i]] for i in kept)
        return Clustering(self.clusters.only(kept), groups)

    def numbers(self) -> dict[str, Any]:
        """The clustering as plain numbers, which `of` reads."""
        kept = {name: value.tolist() for name, value in vars(self.clusters).items()}
        return {"groups": list(self.groups), type(self.clusters).__name__.lower(): kept}

    @classmethod
    def of(cls, numbers: Mapping[str, Any]) -> Clustering:
        """The clustering of `numbers`."""
        kind = Centres if "centres" in numbers else Mixture
        kept = numbers[kind.__name__.lower()]
        clusters = kind(**{name: np.array(value) for name, value in kept.items()})
        return cls(clusters, tuple(numbers["groups"]))


def by_size(labels: Labels, points: Matrix) -> dict[int, int]:
    """The number of each group when they are numbered from the largest, ties by their centres."""
    groups, counts = np.unique(labels[labels != NO_SEGMENT], return_counts=True)
    centres = {group: tuple(points[labels == group].mean(axis=0)) for group in groups}
    order = sorted(zip(groups, counts, strict=True), key=lambda g: (-g[1], centres[g[0]]))
    return {int(group): number for number, (group, _) in enumerate(order)}


def sizes_of(labels: Labels) -> list[int]:
    """Users of each group, of those who are in one."""
    sizes: list[int] = np.unique(labels[labels != NO_SEGMENT], return_counts=True)[1].tolist()
    return sizes


def broken_bounds(sizes: Sequence[float], settings: SegmentSettings) -> list[str]:
    """Which bounds of the config groups of these sizes break, in words; none where they hold.

    Args:
        sizes: Users of each group.
        settings: The bounds.
    """
    count, total = len(sizes), sum(sizes)
    least, most = min(sizes, default=0), max(sizes, default=0)
    checks = (
        (count < settings.k_min, f"{count} segments, below k_min ({settings.k_min})"),
        (count > settings.k_max, f"{count} segments, above k_max ({settings.k_max})"),
        (
            least < settings.min_segment_users,
            f"smallest {least:,.0f}, below min_segment_users ({settings.min_segment_users})",
        ),
        (
            least < settings.min_share * total,
            f"smallest {least / total:.1%}, below min_share ({settings.min_share:.1%})",
        ),
        (
            most > settings.max_share * total,
            f"largest {most / total:.1%}, above max_share ({settings.max_share:.1%})",
        ),
    )
    return [said for is_broken, said in checks if is_broken]


def silhouette(points: Matrix, labels: Labels) -> float:
    """Mean silhouette over squared Euclidean distances, -1 to 1; 0 where there is one group.

    Sums over the points of a group are those of its mean and its spread, so that the cost grows
    with points by groups (as in Spark's `ClusteringEvaluator`). A group of one point counts 0, as
    Rousseeuw (1987) has it, and so does one that is in no group.
    """
    is_in = labels != NO_SEGMENT
    if not is_in.all():
        return float(is_in.mean()) * silhouette(points[is_in], labels[is_in])
    groups, members = np.unique(labels, return_inverse=True)
    if len(groups) < 2:  # noqa: PLR2004
        return 0.0
    counts = np.bincount(members).astype(float)
    means = np.array([points[members == i].mean(axis=0) for i in range(len(groups))])
    squares = (points**2).sum(axis=1)
    spread = np.array([squares[members == i].mean() for i in range(len(groups))])
    mean_distance = squares[:, None] + spread - 2 * points @ means.T
    rows = np.arange(len(points))
    others = counts[members]
    own = mean_distance[rows, members] * others / np.maximum(others - 1, 1)
    mean_distance[rows, members] = np.inf
    nearest = mean_distance.min(axis=1)
    larger = np.maximum(own, nearest)
    each = np.where((larger > 0) & (others > 1), (nearest - own) / np.maximum(larger, 1e-300), 0.0)
    return float(each.mean())


def looseness(centres: Matrix, points: Matrix) -> float:
    """Mean squared distance of the points to the nearest centre."""
    nearest = centres[Centres(centres).nearest(points)]
    return float(((points - nearest) ** 2).sum(axis=1).mean())
