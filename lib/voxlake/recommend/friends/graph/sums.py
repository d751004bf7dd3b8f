"""Adds up the paths from a user to each candidate where the user's rows lie, in numpy.

Spark's own groups of two texts, and the sort after them, took several times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame

from voxlake.recommend.friends.graph.settings import INDICES, FriendWeights

_UNIT = 10**9
"""Sums are of whole billionths, so that no order of the rows changes a last digit."""
_SCHEMA = (
    "user_id string, item string, common_neighbours long, adamic_adar double, "
    "resource_allocation double, degree_penalised double"
)
_Ints = npt.NDArray[np.int64]
_Floats = npt.NDArray[np.float64]
_Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Kept:
    """Which candidates of a user are kept: the first by the score of common friends alone."""

    weights: FriendWeights
    """What counts how much; those of interests do not."""
    most_candidates: int
    """Candidates of a user."""
    most: int = 0
    """Candidates that a user is offered in the end; only where `lift` is given."""
    lift: float | None = None
    """The most by which a score will be multiplied, at least 1: who even so could not come among
    the first `most` is left out. None: whatever may come."""

    def of(self, user: _Ints, score: _Floats) -> _Bools:
        """Which rows are kept.

        Args:
            user: A number of each row's user, in order.
            score: Of each row, the highest first of a user.
        """
        first = np.searchsorted(user, user)
        rank = np.arange(len(user)) - first
        is_kept: _Bools = rank < self.most_candidates
        if self.lift is not None:
            last = np.minimum(first + self.most - 1, len(user) - 1)  # of fewer all are kept anyhow
            may_rise = (self.lift > 1) & (score * self.lift >= score[last])
            is_kept &= (rank < self.most) | may_rise
        return is_kept


def added_up(steps: DataFrame, kept: Kept) -> DataFrame:
    """One row per user and candidate that is kept, with the indices of `INDICES`.

    Args:
        steps: A row per user and person who is no candidate (whom the user follows, may not be
            offered): `user_id`, `friend_id`, and `degree` and `items` of a common friend who
            counts, null of others.
        kept: Which are.
    """
    placed = steps.select("user_id", "friend_id", "degree", "items").repartition("user_id")
    return placed.sortWithinPartitions("user_id").mapInArrow(on_batches(kept), _SCHEMA)


def on_batches(kept: Kept) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """What adds up the rows of one partition, those of a user one after the other.

    Args:
        kept: Which candidates are kept.
    """

    def add(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for rows in _whole_users(batches):
            yield _added(rows, kept)

    return add


def _whole_users(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The rows of batches in the order of users, so that all of a user come together."""
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        if batch.num_rows:
            user = batch.column("user_id")
            start = batch.num_rows - pc.sum(pc.equal(user, user[-1])).as_py()
            if start:
                yield pa.Table.from_batches([*waiting, batch.slice(0, start)])
                waiting = []
            waiting.append(batch.slice(start))
    if waiting:
        yield pa.Table.from_batches(waiting)


def _added(rows: pa.Table, kept: Kept) -> pa.RecordBatch:
    users, friends, degree, items = (column.combine_chunks() for column in rows.itercolumns())
    row = np.repeat(
        np.arange(len(users)), pc.fill_null(pc.list_value_length(items), 0).to_numpy(False)
    )
    names, codes = _in_order(pa.concat_arrays([users, friends, items.flatten()]))
    user, friend, end = np.split(codes, [len(users), 2 * len(users)])
    pairs, which = np.unique(user[row] * len(names) + end, return_inverse=True)
    found = _indices(pc.fill_null(degree, 0).to_numpy(False)[row], which, len(pairs))
    nobody = np.concatenate([user * len(names) + friend, user * (len(names) + 1)])
    is_new = ~np.isin(pairs, nobody)
    pairs, found = pairs[is_new], found[:, is_new]
    score = np.zeros(len(pairs))
    for name, index in zip(INDICES, found, strict=True):
        score += index * getattr(kept.weights, name)
    order = np.lexsort((-score, pairs // len(names)))  # equal ones stay in that of ids
    pairs, found = pairs[order], found[:, order]
    user, end = np.divmod(pairs, len(names))
    is_kept = kept.of(user, score[order])
    columns = [names.take(pa.array(user[is_kept])), names.take(pa.array(end[is_kept]))]
    common, *others = found[:, is_kept]
    columns += [pa.array(common.astype(np.int64)), *map(pa.array, others)]
    return pa.RecordBatch.from_arrays(columns, ["user_id", "item", *INDICES])


def _in_order(texts: pa.Array) -> tuple[pa.Array, _Ints]:
    """The different texts in their order, and which of them each is."""
    coded = texts.dictionary_encode()
    order = pc.sort_indices(coded.dictionary)
    place = np.empty(len(order), dtype=np.int64)
    place[order.to_numpy()] = np.arange(len(order))
    return coded.dictionary.take(order), place[coded.indices.to_numpy()]


def _indices(degree: _Ints, which: _Ints, count: int) -> _Floats:
    """Rows of `INDICES`, from the degree of the friend of each path and the pair it belongs to."""
    known = np.maximum(degree, 2).astype(float)  # one neighbour: a friend who leads but back
    adds = (np.ones(len(known)), 1 / np.log(known), 1 / known, 1 / np.sqrt(known))
    sums = [np.bincount(which, np.floor(add * _UNIT + 0.5), count) / _UNIT for add in adds]
    return np.array(sums).reshape(len(INDICES), count)
