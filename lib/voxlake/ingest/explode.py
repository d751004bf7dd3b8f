"""Makes many records of one that holds a list, such as a page of posts; imports no pyspark.

An element stands where its list stood, beside the scalars of the record. Other lists and objects
stay only where the source names them, so that a page is not kept once for each of its elements.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

_Steps = tuple[str, ...]


class Exploding:
    """Where records hold lists of records, and what stays beside each element."""

    def __init__(self, paths: Collection[_Steps], named: Collection[_Steps]) -> None:
        """Say where the lists stand.

        Args:
            paths: Steps to a list; of the second, from an element of the first on.
            named: Steps to each place that the source takes a value from, its column first.
        """
        before: _Steps = ()
        self._lists = [before := (*before, *path) for path in paths]
        self._whole = frozenset(named)
        self._on_the_way = {place[:end] for place in named for end in range(1, len(place) + 1)}

    def records(self, record: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str | None]]:
        """The records that one holds, each once; one without a list is a record itself.

        An empty list is given as what stands around it, with the path of the list.
        """
        yield from self._from(record, 0)

    def _from(
        self, record: Mapping[str, Any], number: int
    ) -> Iterator[tuple[Mapping[str, Any], str | None]]:
        """The records that one holds in the lists from a number on."""
        place = self._lists[number] if number < len(self._lists) else None
        held = None if place is None else _at(record, place)
        if place is None or not isinstance(held, list):
            yield record, None
            return
        if not held:
            yield self._around(record, place, None, ()), f"$.{'.'.join(place)} is empty"
        for element in held:
            yield from self._from(self._around(record, place, element, ()), number + 1)

    def _around(
        self,
        record: Mapping[str, Any],
        way: _Steps,
        element: Any,  # noqa: ANN401  (whatever JSON holds)
        above: _Steps,
    ) -> Mapping[str, Any]:
        """The record with an element in the place of its list, and little else."""
        first, *rest = way
        kept: dict[str, Any] = {}
        for name, value in record.items():
            if name == first:
                inner = self._around(value, tuple(rest), element, (*above, name)) if rest else None
                kept[name] = inner if rest else element
            elif not isinstance(value, dict | list) or self._is_named((*above, name)):
                kept[name] = value
        return kept

    def _is_named(self, place: _Steps) -> bool:
        """Whether the source takes something of a place, or the place within a whole."""
        return place in self._on_the_way or any(
            place[:end] in self._whole for end in range(1, len(place))
        )


def _at(value: Any, way: _Steps) -> Any:  # noqa: ANN401  (whatever JSON holds)
    """What stands at a place; None for nothing."""
    for step in way:
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value
