"""The best slots for items: the most of them, and then the largest sum of gains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

Array = NDArray[np.float64]

_NEVER = -1e9
_EARLIER = 1e-6
"""What a slot is worth less than the one before it: of equal ones the first is taken."""
_SCALE = 1e3
"""Brings that above what HiGHS takes for no difference."""


@dataclass(frozen=True)
class Limits:
    """What the slots of one account are held to; m of each."""

    hours: Array
    """When they begin, in hours, ascending."""
    gap: float
    """Least hours between two that are used."""
    weeks: NDArray[np.int64]
    """Week of each."""
    room: NDArray[np.int64]
    """How many of the week of each may be used."""

    def hold(self, used: Sequence[int]) -> bool:
        """Whether these slots may all be used."""
        chosen = np.sort(np.asarray(used, dtype=int))
        is_apart = bool((np.diff(self.hours[chosen]) >= self.gap).all())
        return is_apart and all(
            (self.weeks[chosen] == self.weeks[k]).sum() <= self.room[k] for k in chosen
        )


def assign(values: Array, limits: Limits) -> list[int | None]:
    """The slot of each item, or None for one that is left.

    As many items as can be are placed, and among such plans the one with the largest sum of values
    is taken; of equal slots the earlier, and of equal items the first gets the earliest. Without
    limits that is the assignment problem (Kuhn 1955, "The Hungarian method for the assignment
    problem", Naval Research Logistics 2; scipy's is that of Crouse 2016, "On implementing 2D
    rectangular assignment algorithms", IEEE Transactions on Aerospace and Electronic Systems 52).
    Where its answer keeps the limits, nothing is better. Else it is solved as an integer program
    (scipy's HiGHS) in which of the slots within one gap at most one is used, and of a week's no
    more than it has room for; items of equal values count as one kind there.

    Args:
        values: Gains, above 0, of n items in m slots; nan where an item must not go.
        limits: Of the slots.
    """
    if not values.size or np.isnan(values).all():
        return [None] * len(values)
    bonus = len(values) * float(np.nanmax(values))
    worth = values + bonus - _EARLIER * np.arange(values.shape[1])
    places = _hungarian(worth)
    if not limits.hold([place for place in places if place is not None]):
        places = _integer(worth, limits)
    return _in_order(values, places)


def _hungarian(worth: Array) -> list[int | None]:
    n, m = worth.shape
    whole = np.hstack([np.where(np.isnan(worth), _NEVER, worth), np.zeros((n, n))])
    rows, columns = optimize.linear_sum_assignment(whole, maximize=True)
    places: list[int | None] = [None] * n
    for row, place in zip(rows, columns, strict=True):
        places[row] = int(place) if place < m else None
    return places


def _integer(worth: Array, limits: Limits) -> list[int | None]:
    kinds, kind_of = np.unique(np.nan_to_num(worth, nan=_NEVER), axis=0, return_inverse=True)
    kind_of = kind_of.ravel()
    at_kind, at_slot = np.nonzero(kinds > _NEVER)
    uses = sparse.csr_array(
        (np.ones(len(at_slot)), (at_slot, np.arange(len(at_slot)))),
        shape=(worth.shape[1], len(at_slot)),
    )
    near = (limits.hours >= limits.hours[:, None]) & (
        limits.hours < limits.hours[:, None] + max(limits.gap, 1e-9)
    )
    weeks, first = np.unique(limits.weeks, return_index=True)
    of_week = limits.weeks == weeks[:, None]
    of_kind = at_kind == np.arange(len(kinds))[:, None]
    found = optimize.milp(
        -_SCALE * kinds[at_kind, at_slot],
        constraints=[
            optimize.LinearConstraint(sparse.csr_array(near.astype(float)) @ uses, ub=1),
            optimize.LinearConstraint(
                sparse.csr_array(of_week.astype(float)) @ uses, ub=limits.room[first]
            ),
            optimize.LinearConstraint(
                sparse.csr_array(of_kind.astype(float)), ub=np.bincount(kind_of)
            ),
        ],
        integrality=np.ones(len(at_slot)),
        bounds=optimize.Bounds(0, 1),
        options={"mip_rel_gap": 0},
    )
    waiting = {kind: list(np.flatnonzero(kind_of == kind)) for kind in range(len(kinds))}
    places: list[int | None] = [None] * len(worth)
    for used in np.flatnonzero(np.round(found.x)):
        places[waiting[int(at_kind[used])].pop(0)] = int(at_slot[used])
    return places


def _in_order(values: Array, places: list[int | None]) -> list[int | None]:
    """The same, with the slots of items of equal values in the order of the items."""
    groups: dict[bytes, list[int]] = {}
    for n, row in enumerate(values):
        groups.setdefault(row.tobytes(), []).append(n)
    ordered = list(places)
    for members in groups.values():
        slots = sorted(p for n in members if (p := places[n]) is not None)
        for n, place in zip(members, [*slots, *[None] * len(members)], strict=False):
            ordered[n] = place
    return ordered
