"""Turns user features into the numbers that models of propensity go by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from voxlake.core.errors import TooLittleDataError
from voxlake.tables import USER_FEATURES

Array = NDArray[np.float64]
_NUMBERS = tuple(c.name for c in USER_FEATURES.columns if c.type in ("long", "double"))
_SHARES = "topic_shares"
_CATEGORIES = ("country", "language")
COLUMNS = (*_NUMBERS, _SHARES, *_CATEGORIES)
"""Columns of `user_features` that inputs are made of."""
_CONSTANT = 1e-9  # deviations below it are of rounding


@dataclass(frozen=True)
class Source:
    """Where a value comes from, as plain data: what users wrote is compared, never run.

    Attributes:
        name: What people call it.
        column: Column of `user_features`.
        of: With a text, the value is whether the column is that; with a number, the share of that
            topic; with neither, the logarithm of the column, mirrored below zero.
    """

    name: str
    column: str
    of: str | int | None = None

    def values(self, users: pd.DataFrame) -> Array:
        """The value of each user, NaN where it is unknown."""
        column = users[self.column]
        if isinstance(self.of, str):
            return (column == self.of).to_numpy(np.float64)
        if self.of is not None:
            return _shares(column, self.of + 1)[:, self.of]
        numbers = _finite(column.to_numpy(np.float64, na_value=np.nan))
        logarithms: Array = np.sign(numbers) * np.log1p(np.abs(numbers))
        return logarithms


@dataclass(frozen=True)
class Input:
    """A number that models go by.

    Attributes:
        source: What it is made of.
        unknown: What stands for an unknown value; None: the input is whether it is unknown.
    """

    source: Source
    unknown: float | None

    @property
    def name(self) -> str:
        """What people call it."""
        return self.source.name if self.unknown is not None else f"{self.source.name} unknown"

    def of(self, values: Array) -> Array:
        """The input, of the values of its source."""
        is_unknown = np.isnan(values)
        if self.unknown is None:
            return is_unknown.astype(np.float64)
        return np.where(is_unknown, self.unknown, values)


@dataclass(frozen=True)
class Inputs:
    """Fitted inputs, in the order of a matrix's columns."""

    inputs: tuple[Input, ...]

    @property
    def names(self) -> list[str]:
        """What people call them."""
        return [one.name for one in self.inputs]

    @property
    def columns(self) -> list[str]:
        """The columns of `user_features` that they are made of."""
        return sorted({one.source.column for one in self.inputs})

    def matrix(self, users: pd.DataFrame) -> Array:
        """The inputs of users with these columns: (users, inputs)."""
        values = {source: source.values(users) for source in {i.source: None for i in self.inputs}}
        return np.column_stack([one.of(values[one.source]) for one in self.inputs])

    def numbers(self) -> list[dict[str, Any]]:
        """The inputs as plain numbers and texts, which `read` reads."""
        return [asdict(one) for one in self.inputs]

    @classmethod
    def read(cls, numbers: Sequence[Mapping[str, Any]]) -> Inputs:
        """The inputs of `numbers`."""
        return cls(tuple(Input(Source(**one["source"]), one["unknown"]) for one in numbers))


def fit_inputs(users: pd.DataFrame, categories: int) -> Inputs:
    """Fit the inputs to users: logarithms of numbers, and most frequent categories.

    What is unknown becomes the mean of what is known, beside a second input that says that it was
    unknown. Inputs that are the same for all of these users are left out.

    Args:
        users: `COLUMNS` of `user_features` of one day.
        categories: Most countries, and most languages, that are inputs.

    Raises:
        TooLittleDataError: all users are alike.
    """
    used: list[Input] = []
    for source in _sources(users, categories):
        values = source.values(users)
        known = values[~np.isnan(values)]
        if len(known) and np.std(known) > _CONSTANT:
            used.append(Input(source, float(np.mean(known))))
        if 0 < len(known) < len(values):
            used.append(Input(source, None))
    if not used:
        raise TooLittleDataError("All users are alike in every feature: nothing can be learnt.")
    return Inputs(tuple(used))


def _sources(users: pd.DataFrame, categories: int) -> Iterator[Source]:
    """Everything that these users may differ in."""
    yield from (Source(name, name) for name in _NUMBERS)
    topics = max((len(shares) for shares in users[_SHARES].dropna()), default=0)
    yield from (Source(f"topic_{i}", _SHARES, i) for i in range(topics))
    for column in _CATEGORIES:
        counts = users[column].value_counts()
        frequent = sorted(counts.index, key=lambda value: (-counts[value], value))
        yield from (Source(f"{column} {value}", column, value) for value in frequent[:categories])


def _finite(numbers: Array) -> Array:
    return np.where(np.isfinite(numbers), numbers, np.nan)


def _shares(column: pd.Series[Any], least: int) -> Array:
    """A row of shares per user, `least` of them or more, NaN where there are fewer or none."""
    known = column.dropna()
    shares = pd.DataFrame(known.tolist(), index=known.index, dtype=np.float64)
    width = range(max(least, shares.shape[1]))
    return shares.reindex(index=column.index, columns=width).to_numpy(np.float64)
