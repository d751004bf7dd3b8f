"""Groups by density: HDBSCAN over small clusters that count as many points as they hold.

Campello, Moulavi, Zimek and Sander (2015), "Hierarchical density estimates for data clustering,
visualization, and outlier detection". That a small cluster stands for its points, with its number
and its radius, is the idea of Breunig, Kriegel, Kroeger and Sander (2001), "Data bubbles".
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial.distance import cdist

from voxlake.people.segments.clusters import Labels
from voxlake.people.segments.scaling import Matrix

NOISE = -1
_LEAST = 1e-6  # shorter distances, which scipy would take for no edge, are this


def density_groups(
    centres: Matrix, weights: Matrix, radii: Matrix, *, least_weight: float, neighbours: float
) -> Labels:
    """The group of each small cluster, from 0 in no order; NOISE where it is in none.

    Args:
        centres: One row per small cluster; at most some thousands, as all distances are held.
        weights: Users of each, above 0.
        radii: Mean distance (root of the mean square) of its users to the centre.
        least_weight: Fewest users of a group.
        neighbours: How many users, the own ones first, the core distance reaches over.
    """
    distances = cdist(centres, centres)
    core = core_distances(distances, weights, radii, neighbours)
    reach = np.maximum(distances, np.maximum.outer(core, core))
    np.fill_diagonal(reach, 0.0)
    tree = minimum_spanning_tree(np.maximum(reach, _LEAST)).tocoo()
    edges = sorted(zip(tree.data.tolist(), tree.row.tolist(), tree.col.tolist(), strict=True))
    leaves = [_Join([i], float(w), float(core[i])) for i, w in enumerate(weights)]
    root = _condense(_linkage(edges, leaves), least_weight)
    labels = np.full(len(weights), NOISE)
    for number, group in enumerate(_most_stable(root)):
        labels[group.members] = number
    return labels


def core_distances(distances: Matrix, weights: Matrix, radii: Matrix, neighbours: float) -> Matrix:
    """How far from each centre as many users lie: its own at its radius, others at their centre."""
    away = np.maximum(distances, radii[:, None])
    np.fill_diagonal(away, radii)
    order = np.argsort(away, axis=1, kind="stable")
    reached = np.cumsum(weights[order], axis=1) >= neighbours
    last = np.where(reached.any(axis=1), reached.argmax(axis=1), len(weights) - 1)
    rows = np.arange(len(weights))
    return np.asarray(away[rows, order[rows, last]])


@dataclass
class _Join:
    """Parts that become one at a distance; a leaf is a small cluster, at its core distance."""

    members: list[int]
    weight: float
    distance: float
    parts: list[_Join] = field(default_factory=list)


@dataclass
class _Group:
    """A part of the condensed tree: born where it splits off, with those who leave it one by one.

    `stability` is the excess of mass: the sum over users of 1 / distance where they leave, less
    that where the group is born.
    """

    members: list[int]
    stability: float
    children: list[_Group]


def _linkage(edges: list[tuple[float, int, int]], parts: list[_Join]) -> _Join:
    """The parts that grow together as the distance grows; equal distances join at once."""
    part_of = list(range(len(parts)))

    def find(i: int) -> int:
        while part_of[i] != i:
            part_of[i] = part_of[part_of[i]]
            i = part_of[i]
        return i

    last = parts[0]
    for distance, one, other in edges:
        i, j = find(one), find(other)
        flat = [*_parts_at(parts[i], distance), *_parts_at(parts[j], distance)]
        members = parts[i].members + parts[j].members
        last = _Join(members, parts[i].weight + parts[j].weight, distance, flat)
        part_of[j] = i
        parts[i] = last
    return last


def _parts_at(part: _Join, distance: float) -> list[_Join]:
    return part.parts if part.parts and part.distance == distance else [part]


def _condense(join: _Join, least_weight: float, born: float = 0.0) -> _Group:
    """The tree without parts below the least weight, which leave rather than split."""
    members, stability = join.members, 0.0
    while True:
        at = 1 / max(join.distance, _LEAST)
        large = [part for part in join.parts if part.weight >= least_weight]
        kept = sum(part.weight for part in large)
        stability += (join.weight - kept) * (at - born)
        if len(large) == 1:
            join = large[0]
            continue
        stability += kept * (at - born)
        children = [_condense(part, least_weight, at) for part in large]
        return _Group(members, stability, children)


def _most_stable(root: _Group) -> list[_Group]:
    """The groups, none within another, whose stability is largest in sum; never all in one."""

    def best(group: _Group) -> tuple[float, list[_Group]]:
        found = [best(child) for child in group.children]
        below = sum(stability for stability, _ in found)
        if group.stability >= below:
            return group.stability, [group]
        return below, [one for _, groups in found for one in groups]

    return [one for child in root.children for one in best(child)[1]]
