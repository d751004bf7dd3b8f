"""Buyers counted by history and by spend: what a fit needs of them, bounded however many they are.

Where there are more distinct histories than the driver should take, each is shared out among the
points of a grid around it, with the weights of linear interpolation: all means stay as they are,
and the likelihood, which is smooth in a history, nearly so. docs/value.md has the bias measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.people.value.gamma_gamma import Spends
from voxlake.people.value.purchases import Histories
from voxlake.persisted import persisted

Array = NDArray[np.float64]

GRIDS = (40, 20, 10, 5)
"""How fine grids are, the finest first; see `_near_numbers`."""
_LOG_STEPS = 2.5  # steps of a grid of logarithms, for each number that stays apart
_NOTHING = 1e-9

Grid = Callable[[Column], Column]
"""From a value to the points beside it: an array of structs of `at` and `weight`."""


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
    grids = ({name: _near_numbers(apart) for name in keys} for apart in GRIDS)
    rows = _counted(buyers, keys, grids, max_groups)
    recency = rows["recency"] / unit_days
    return Histories(rows["frequency"], recency, recency + rows["silence"] / unit_days, rows["n"])


def spends_of(repeat_buyers: DataFrame, *, max_groups: int) -> Spends:
    """The spends of buyers who came back, as `histories_of` has histories."""
    keys = {"frequency": F.col("frequency").cast("double"), "log": F.ln("mean_value")}
    grids = (
        {"frequency": _near_numbers(apart), "log": _near_steps(1 / (_LOG_STEPS * apart))}
        for apart in GRIDS
    )
    rows = _counted(repeat_buyers, keys, grids, max_groups)
    return Spends(rows["frequency"], np.exp(rows["log"]), rows["n"])


def _counted(
    rows: DataFrame, keys: Mapping[str, Column], grids: Iterable[Mapping[str, Grid]], most: int
) -> dict[str, Array]:
    """The distinct keys in order and how many rows have each, `n`; a grid if more than `most`."""
    named = rows.select(*(key.alias(name) for name, key in keys.items()))
    with persisted(named.groupBy(*keys).agg(F.count("*").cast("double").alias("n"))) as groups:
        *others, coarsest = [groups, *(_on_grid(groups, grid) for grid in grids)]
        for candidate in others:
            found = candidate.limit(most + 1).toPandas()
            if len(found) <= most:
                break
        else:
            found = coarsest.toPandas()
    found = found.sort_values([*keys])
    return {name: found[name].to_numpy(np.float64) for name in (*keys, "n")}


def _on_grid(groups: DataFrame, grid: Mapping[str, Grid]) -> DataFrame:
    """The same rows as points of a grid, those of a group shared out among the points around it."""
    for name, near in grid.items():
        groups = groups.withColumn("_near", F.explode(near(F.col(name)))).withColumns(
            {name: F.col("_near.at"), "n": F.col("n") * F.col("_near.weight")}
        )
    return groups.groupBy(*grid).agg(F.sum("n").alias("n"))


def _near_numbers(apart: int) -> Grid:
    """A grid of the whole numbers up to `apart`; beyond it, as far apart in logarithms as there."""
    last = F.lit(float(apart))

    def place(number: Column) -> Column:
        return F.when(number > last, last * (1 + F.ln(number / last))).otherwise(number)

    def at(place: Column) -> Column:
        return F.when(place > last, last * F.exp(place / last - 1)).otherwise(place)

    return lambda number: _between(number, place(number), at)


def _near_steps(step: float) -> Grid:
    """A grid of numbers that are all so far apart."""
    return lambda number: _between(number, number / step, lambda place: place * step)


def _between(number: Column, place: Column, at: Callable[[Column], Column]) -> Column:
    below = F.floor(place).cast("double")
    low, high = at(below), at(below + 1)
    share = F.least(F.greatest((number - low) / (high - low), F.lit(0.0)), F.lit(1.0))
    ends = F.array(_point(low, 1 - share), _point(high, share))
    return F.filter(ends, lambda end: end["weight"] > _NOTHING)


def _point(at: Column, weight: Column) -> Column:
    return F.struct(at.alias("at"), weight.alias("weight"))
