"""Buyers counted by history and by spend: what a fit needs of them, bounded however many they are.

Where there are more distinct histories than the driver should take, each is shared out among the
points of a grid around it, with the weights of linear interpolation: all means stay as they are,
and the likelihood, which is smooth in a history, nearly so. docs/value.md has the bias measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.people.value.gamma_gamma import Spends
from voxlake.people.value.purchases import Histories
from voxlake.spark.persisted import persisted

Array = NDArray[np.float64]

GRIDS = (40, 20, 10, 5)
"""How fine grids are, the finest first; see `_NearNumbers`."""
_LOG_STEPS = 2.5  # steps of a grid of logarithms, for each number that stays apart
_NOTHING = 1e-9
_POINTS_HELD = 1_000_000  # by one task, before it adds up what falls on the same point


@dataclass(frozen=True)
class _Steps:
    """Points that are all as far apart; a point is known by its number."""

    step: float

    def place(self, value: Array) -> Array:
        """Where values lie, in numbers of points."""
        return value / self.step

    def at(self, place: Array) -> Array:
        """The value at a place."""
        return place * self.step


@dataclass(frozen=True)
class _NearNumbers:
    """The whole numbers up to `apart`; beyond it, points as far apart in logarithms as there."""

    apart: int

    def place(self, value: Array) -> Array:
        """As in `_Steps`; of values of 0 or more."""
        beyond = self.apart * (1 + np.log(np.maximum(value, self.apart) / self.apart))
        return np.where(value > self.apart, beyond, value)

    def at(self, place: Array) -> Array:
        """As in `_Steps`."""
        beyond = self.apart * np.exp(np.maximum(place, self.apart) / self.apart - 1)
        return np.where(place > self.apart, beyond, place)


Axis = _Steps | _NearNumbers
Grid = Mapping[str, Axis]
"""The points of each column."""


def histories_of(buyers: DataFrame, *, unit_days: int, max_groups: int) -> Histories:
    """The buyers' histories, one by one up to `max_groups` distinct ones, else on a grid.

    The grid is the finest one that they fit on, or the coarsest, of some 30,000 points at most.

    Args:
        buyers: Rows of `summarise_buyers`.
        unit_days: Days in the unit of recency and age.
        max_groups: Most rows that the driver takes.
    """
    keys = {
        "frequency": F.col("frequency").cast("double"),
        "recency": F.round(F.col("recency") * unit_days, 6),
        "silence": F.round((F.col("age") - F.col("recency")) * unit_days, 6),
    }
    grids = [{name: _NearNumbers(apart) for name in keys} for apart in GRIDS]
    rows = _counted(buyers, keys, grids, max_groups)
    recency = rows["recency"] / unit_days
    return Histories(rows["frequency"], recency, recency + rows["silence"] / unit_days, rows["n"])


def spends_of(repeat_buyers: DataFrame, *, max_groups: int) -> Spends:
    """The spends of buyers who came back, as `histories_of` has histories."""
    keys = {"frequency": F.col("frequency").cast("double"), "log": F.ln("mean_value")}
    grids: list[Grid] = [
        {"frequency": _NearNumbers(apart), "log": _Steps(1 / (_LOG_STEPS * apart))}
        for apart in GRIDS
    ]
    rows = _counted(repeat_buyers, keys, grids, max_groups)
    return Spends(rows["frequency"], np.exp(rows["log"]), rows["n"])


def _counted(
    rows: DataFrame, keys: Mapping[str, Column], grids: Iterable[Grid], most: int
) -> dict[str, Array]:
    """The distinct keys in order and how many rows have each, `n`; a grid if more than `most`."""
    named = rows.select(*(key.alias(name) for name, key in keys.items()))
    with persisted(named.groupBy(*keys).agg(F.count("*").cast("double").alias("n"))) as groups:
        if groups.count() <= most:
            found = groups.toPandas()
        else:
            *others, coarsest = grids
            for grid in others:
                found = _on_grid(groups, grid).limit(most + 1).toPandas()
                if len(found) <= most:
                    break
            else:
                grid = coarsest
                found = _on_grid(groups, grid).toPandas()
            for name, axis in grid.items():
                found[name] = axis.at(found[name].to_numpy(np.float64))
    found = found.sort_values([*keys])
    return {name: found[name].to_numpy(np.float64) for name in (*keys, "n")}


def _on_grid(groups: DataFrame, grid: Grid) -> DataFrame:
    """The numbers of the points that the groups fall on, and how many buyers fall on each, `n`."""

    def share_out(batches: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        held: list[pd.DataFrame] = []
        for batch in batches:
            held.append(_shared_out(batch, grid))
            if sum(map(len, held)) > _POINTS_HELD:
                yield _added_up(held)
                held = []
        if held:
            yield _added_up(held)

    schema = ", ".join([*(f"{name} long" for name in grid), "n double"])
    return groups.mapInPandas(share_out, schema).groupBy(*grid).agg(F.sum("n").alias("n"))


def _added_up(points: list[pd.DataFrame]) -> pd.DataFrame:
    together = pd.concat(points)
    return together.groupby([*together.columns.drop("n")], as_index=False).sum()


def _shared_out(groups: pd.DataFrame, grid: Grid) -> pd.DataFrame:
    """Each group at the points around it: two on each axis, save where it lies on one."""
    points = groups
    for name, axis in grid.items():
        value = points[name].to_numpy(np.float64)
        below: Array = np.floor(axis.place(value))
        low, high = axis.at(below), axis.at(below + 1)
        share = np.clip((value - low) / (high - low), 0.0, 1.0)
        ends = [
            points.assign(**{name: below + up, "n": points["n"] * part})[part > _NOTHING]
            for up, part in ((0, 1 - share), (1, share))
        ]
        points = pd.concat(ends, ignore_index=True)
    return points.astype(dict.fromkeys(grid, np.int64))
