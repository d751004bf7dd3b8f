"""Which features of a user a model goes by, and the numbers that it is given for them; no Spark."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

ATTRIBUTE = "attributes."
"""What names of the users' own attributes begin with."""
Kind = Literal["number", "above_0", "share", "is"]


@dataclass(frozen=True)
class Wanted:
    """A number that a model is given of a user.

    Attributes:
        name: What people call it.
        column: Column of `user_features`, or `attributes.` and the name of an attribute.
        kind: The column itself, whether it is above 0, the share of a topic, or whether it is a
            text.
        of: The topic's number, or the text.
        missing: What stands for an unknown value; None: not a number, which the model fills.
    """

    name: str
    column: str
    kind: Kind
    of: str | int | None = None
    missing: float | None = None

    def number(self, features: Mapping[str, Any]) -> float:
        """The number of a user with these features; those that are not named are unknown.

        Raises:
            ValueError: a feature is of another type; names it.
        """
        value = features.get(self.column)
        if value is None:
            return math.nan if self.missing is None else self.missing
        if self.kind == "is":
            if not isinstance(value, str):
                raise ValueError(f"{self.column} is to be a text")
            return float(value == self.of)
        if self.kind == "share":
            return self._share(value)
        number = _finite(self.column, value)
        return number if self.kind == "number" else float(number > 0)

    def _share(self, value: Any) -> float:  # noqa: ANN401  (of a request)
        if not isinstance(value, list | tuple):
            raise ValueError(f"{self.column} is to be a list of numbers")
        place = int(self.of or 0)
        known = value[place] if place < len(value) else None
        return math.nan if known is None else _finite(self.column, known)

    def numbers(self) -> dict[str, Any]:
        """As a card holds it."""
        return asdict(self)


def matrix_of(wanted: Sequence[Wanted], users: Iterable[Mapping[str, Any]]) -> NDArray[np.float64]:
    """What a model is given of users: (users, wanted).

    Raises:
        ValueError: a feature is of another type; names it.
    """
    return np.array([[one.number(user) for one in wanted] for user in users], np.float64)


def _finite(column: str, value: Any) -> float:  # noqa: ANN401  (of a request)
    """The number; one without end says nothing of a user."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{column} is to be a number")
    return float(value) if math.isfinite(value) else math.nan
