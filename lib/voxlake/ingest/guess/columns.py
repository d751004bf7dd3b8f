"""The columns of the first records of a file, with their values; imports no pyspark."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from voxlake.ingest.guess.moments import Moments, moments_of
from voxlake.ingest.guess.numbers import is_number

NO_VALUES = frozenset(
    {
        "",
        "na",
        "n/a",
        "nan",
        "null",
        "none",
        "nil",
        "-",
        "--",
        "—",
        "\\n",
        "nat",
        "#n/a",
        "(none)",
        "(not set)",
        "<na>",
        "k.a.",
        "s/d",
        "n/d",
        "n.d.",
    }
)
"""Words of exports for no value, in small letters."""
HALF, MOST, NEARLY_ALL = 0.5, 0.8, 0.97
"""Shares of values that say something of a column."""
_DEPTH = 4
_ID_CHARACTERS = 200
_NAME = re.compile(r"[A-Za-z_]\w*")
_YES_OR_NO = {"true", "false", "t", "f", "yes", "no", "y", "n", "0", "1"}


@dataclass(frozen=True)
class Column:
    """A column of the file, or a place within one that holds JSON."""

    top: str
    """The column of the source."""
    path: str = ""
    """The place in it, such as `$.user.id`; empty for the column as it is."""
    values: tuple[str, ...] = ()
    """What each record says; empty for nothing."""
    is_list: bool = False
    """Whether it holds lists, as JSON."""
    is_comma_land: bool = False

    @property
    def name(self) -> str:
        """What it is called, for people: `user.id`."""
        return ".".join([self.top, *re.findall(r"\w+", self.path)])

    @cached_property
    def filled(self) -> tuple[str, ...]:
        """The values that are some."""
        return tuple(v for v in self.values if v.strip().lower() not in NO_VALUES)

    @cached_property
    def empty_words(self) -> frozenset[str]:
        """Words that stand for no value."""
        return frozenset(v for v in self.values if v and v.strip().lower() in NO_VALUES)

    @cached_property
    def moments(self) -> Moments | None:
        """The form of its times; None where it holds none."""
        return moments_of(self.filled, is_comma_land=self.is_comma_land) if self.filled else None

    @cached_property
    def numbers(self) -> float:
        """Share of values that are numbers."""
        return self.share(is_number)

    @cached_property
    def is_unique(self) -> bool:
        """Whether no value stands twice, and none is missing."""
        return len(set(self.values)) == len(self.values) == len(self.filled)

    @cached_property
    def is_yes_or_no(self) -> bool:
        """Whether all values say yes or no."""
        return bool(self.filled) and {v.lower() for v in self.filled} <= _YES_OR_NO

    @cached_property
    def is_id(self) -> bool:
        """Whether values may be ids: no blanks, not too long."""
        return (
            self.share(lambda v: not re.search(r"\s", v) and len(v) <= _ID_CHARACTERS) > NEARLY_ALL
        )

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each value stands."""
        return Counter(self.filled)

    def share(self, fits: Any) -> float:  # noqa: ANN401  (a test of a text)
        """Share of the values that fit."""
        return sum(bool(fits(v)) for v in self.filled) / len(self.filled) if self.filled else 0.0


@dataclass(frozen=True)
class Listed:
    """A place that holds a list of records."""

    steps: tuple[str, ...]
    size: int
    """How many elements there are in all records."""


def columns_of(
    records: Sequence[Mapping[str, Any]], *, is_comma_land: bool = False
) -> list[Column]:
    """The columns of records, in the order in which they come first."""
    found: dict[tuple[str, ...], dict[int, str]] = {}
    lists: set[tuple[str, ...]] = set()
    for number, record in enumerate(records):
        for steps, value, is_list in _scalars(record, ()):
            found.setdefault(steps, {})[number] = value
            if is_list:
                lists.add(steps)
    return [
        Column(
            steps[0],
            path_of(steps[1:]),
            tuple(of.get(number, "") for number in range(len(records))),
            steps in lists,
            is_comma_land,
        )
        for steps, of in found.items()
    ]


def lists_of(records: Sequence[Mapping[str, Any]]) -> list[Listed]:
    """The lists of records within records, the longest first."""
    sizes: Counter[tuple[str, ...]] = Counter()
    for record in records:
        for steps, size in _lists(record, ()):
            sizes[steps] += size
    return [Listed(steps, size) for steps, size in sizes.most_common()]


def path_of(steps: Sequence[str]) -> str:
    """The place that steps lead to, as source files write it; empty for none."""
    parts = (f".{step}" if _NAME.fullmatch(step) else f"['{step}']" for step in steps)
    return f"${''.join(parts)}" if steps else ""


def _scalars(value: Any, steps: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str, bool]]:  # noqa: ANN401
    if isinstance(value, Mapping):
        if len(steps) < _DEPTH:
            for name, inner in value.items():
                if "'" not in str(name):
                    yield from _scalars(inner, (*steps, str(name)))
    elif isinstance(value, list):
        if all(not isinstance(one, (Mapping, list)) for one in value):
            yield steps, ", ".join(map(_text, value)), True
    else:
        yield steps, _text(value), False


def _lists(value: Any, steps: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:  # noqa: ANN401
    if isinstance(value, Mapping) and len(steps) < _DEPTH:
        for name, inner in value.items():
            yield from _lists(inner, (*steps, str(name)))
    elif isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
        yield steps, len(value)


def _text(value: Any) -> str:  # noqa: ANN401  (whatever JSON holds)
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
