"""What a table is: one declaration that the write contract, the DDL, the views and the docs use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from pyspark.sql.types import StructType

_VERSION = re.compile(r"_v\d+$")
_MAYBE_PERSONAL = re.compile(
    r"(^|_)(annotator|author|buyer|customer|event|follower|followed|line|member|mention|order"
    r"|person|post|purchase|record|rejected|user)_ids?$"
    r"|(^|_)(address|annotator|answer|attributes|bio|birthday|description|detail|email|emojis"
    r"|examples|file|handle|hash|hashtags|ip|links|mentions|name|payload|phone|phrases|posts"
    r"|query|reason|stem|term|terms|text|title|topics|url|urls|values|vector|words)$|^value$"
)
"""Names of columns, and of fields in them, that may well hold people or their words."""
_FIELD = re.compile(r"[<,](\w+):")
_NESTED = re.compile(r"^(array|map|struct)<(.*)>$")
_NUMBER_OR_TIME = re.compile(
    r"^(byte|short|integer|long|float|double|decimal\(.*\)|date|timestamp)$"
)


@dataclass(frozen=True)
class Column:
    """A column of a table: its name, its Spark type and a sentence on what it means."""

    name: str
    type: str
    comment: str
    is_category: bool = False
    """Whether its values are kinds of things, not people or their words: profiles may tell them."""
    is_personal: bool = False
    """Whether its values name a person, or a post, order or event of one, or hold people's words.

    What a person is like or did (a score, a sum, a time, a country) is told of somebody only
    beside such a column, and is not marked itself. Nor are hashes of whole records, which only
    who has the record can tell, and names of files, which are not to be called after people.
    """

    def __post_init__(self) -> None:
        """Refuse a column that says nothing of itself, or says what cannot be."""
        if not self.comment.strip():
            raise ValueError(f"Column {self.name!r} has no comment; say its unit, range and null.")
        if self.is_category and self.is_personal:
            raise ValueError(f"Column {self.name!r} is personal: its values are no categories.")


def column(
    name: str,
    type_: str,
    comment: str,
    *,
    is_category: bool = False,
    is_personal: bool | None = None,
) -> Column:
    """Declare a column.

    Types are Spark's JSON names (`long`, `double`, `decimal(18,2)`, ...), `array<T>`, `map<K,V>`
    and `struct<a:T,b:U>`. A column whose name is like those of people, their posts and their
    words must say whether it `is_personal`; others are not, unless they say so.
    """
    named = (name, *_FIELD.findall(type_))
    if is_personal is None and any(map(_MAYBE_PERSONAL.search, named)):
        raise ValueError(f"Column {name!r}: say is_personal=True or False; see Column.is_personal.")
    return Column(name, type_, comment, is_category, bool(is_personal))


@dataclass(frozen=True)
class Earlier:
    """A version of a table before the declared one, and the way over from it.

    With `copy` its rows are copied: a column by its name, or as the SQL of `columns` makes it of
    the earlier ones. With `rebuild` they stay behind, and the table's job makes the days anew.
    """

    name: str
    way: Literal["copy", "rebuild"]
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Table:
    """A Delta table, declared once.

    Keys name the columns that make a row unique; partition is the column of days that the table
    is stored by, or None for a table that holds current rows only. A table with `last_by` is only
    ever added to: of the rows of a key, readers see the one that is last by that column. Within
    a version a table may get columns, and nothing else changes; `earlier` names the versions
    before it. `part_of` is the table of which this has some columns alone, as rows do on their way.
    """

    name: str
    layer: str
    comment: str
    keys: tuple[str, ...]
    columns: tuple[Column, ...]
    partition: str | None = None
    last_by: str | None = None
    earlier: tuple[Earlier, ...] = ()
    part_of: Table | None = None

    def __post_init__(self) -> None:
        """Refuse a declaration that names columns it does not have."""
        if not self.comment.strip() or not _VERSION.search(self.name):
            raise ValueError(f"Table {self.name!r} needs a comment and a name that ends in _v<N>.")
        used = {*self.keys, *filter(None, (self.partition, self.last_by))}
        if missing := sorted(used - set(self.column_names)):
            raise ValueError(f"Table {self.name!r} has no columns {missing}.")
        for one in self.earlier:
            if _VERSION.sub("", one.name) != self.view or number_of(one.name) >= self.number:
                raise ValueError(f"{one.name!r} is no version of {self.name!r} before it.")

    @property
    def number(self) -> int:
        """The version that the name ends in."""
        return number_of(self.name)

    @property
    def in_full(self) -> Table:
        """The table as it is stored."""
        return self.part_of or self

    @property
    def view(self) -> str:
        """Name that SQL users read: the table's without its version."""
        return _VERSION.sub("", self.name)

    @property
    def is_snapshot(self) -> bool:
        """Whether each partition is a whole picture of the users as of that day."""
        return self.partition == "as_of_date"

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(c.name for c in self.columns)

    @property
    def statistics_columns(self) -> tuple[str, ...]:
        """Columns whose smallest and largest values Delta's log may hold.

        Keys, dates and numbers; never what is personal, which would outlive its rows in the log.
        """
        return tuple(
            c.name
            for c in self.columns
            if not c.is_personal and (c.name in self.keys or _NUMBER_OR_TIME.match(c.type))
        )

    @cached_property
    def schema(self) -> StructType:
        """The Spark schema; every column is nullable and carries its comment."""
        from pyspark.sql.types import StructType  # noqa: PLC0415  (declarations import no pyspark)

        return StructType.fromJson(self.json_schema)

    @property
    def json_schema(self) -> dict[str, Any]:
        """The schema as Spark and Delta's log write it in JSON."""
        fields = [_field(c.name, c.type, {"comment": c.comment}) for c in self.columns]
        return {"type": "struct", "fields": fields}


def number_of(name: str) -> int:
    """The version that a table's name ends in; 0 where it ends in none."""
    found = _VERSION.search(name)
    return int(found[0].removeprefix("_v")) if found else 0


def _field(name: str, type_: str, metadata: dict[str, str]) -> dict[str, Any]:
    return {"name": name, "type": _json_type(type_), "nullable": True, "metadata": metadata}


def _json_type(type_: str) -> Any:  # noqa: ANN401  (Spark's JSON types are strings or objects)
    """Spark's JSON form of a type string."""
    if not (nested := _NESTED.match(type_)):
        return type_
    kind, inner = nested.groups()
    if kind == "array":
        return {"type": "array", "elementType": _json_type(inner), "containsNull": True}
    parts = _split(inner)
    if kind == "map":
        key, value = (_json_type(part) for part in parts)
        return {"type": "map", "keyType": key, "valueType": value, "valueContainsNull": True}
    pairs = [part.split(":", 1) for part in parts]
    return {"type": "struct", "fields": [_field(name, of, {}) for name, of in pairs]}


def _split(inner: str) -> list[str]:
    """Parts between the commas that stand outside every bracket."""
    parts, depth, start = [], 0, 0
    for i, char in enumerate(inner):
        depth += (char in "<(") - (char in ">)")
        if char == "," and depth == 0:
            parts.append(inner[start:i].strip())
            start = i + 1
    return [*parts, inner[start:].strip()]
