"""The columns of a table as they are stored, held against those that are declared.

Within one version of a table columns may be added, and nothing else changes. So a column that only
the declaration has is new: reads give nulls, and the next write adds it first. One that only the
table has is of a newer voxlake: reads leave it out, and writes, which would lose it, are refused. A
column of another type is none of ours, and is refused both ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from voxlake.core.errors import SchemaError
from voxlake.lake.contract import rows_sql
from voxlake.lake.place import quoted, text_literal
from voxlake.tables import Table


@dataclass(frozen=True)
class Addition:
    """A column, or a field within one, that is declared and not stored.

    `path` names it from the column on, with `element` for what an array holds and `value` for
    what a map holds, as Delta does; `after` is the field before it, None where it is the first.
    """

    path: tuple[str, ...]
    type: T.DataType
    comment: str
    after: str | None


@dataclass(frozen=True)
class Difference:
    """How the stored columns of a table differ from the declared ones.

    `unknown` are stored and not declared, each with its type. `wrong` are sentences on columns
    that cannot be what is declared, whatever is added.
    """

    added: tuple[Addition, ...] = ()
    unknown: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


def compare(stored: T.StructType, table: Table) -> Difference:
    """How the columns of a table that is there differ from the declaration."""
    needed = {*table.keys, table.partition, table.last_by}
    added: list[Addition] = []
    unknown: list[str] = []
    wrong: list[str] = []
    for found in _differ((), stored, table.schema):
        if isinstance(found, _Unknown):
            unknown.append(f"{'.'.join(found.path)} {found.type.simpleString()}")
        elif isinstance(found, _Mistyped):
            types = f"{found.stored.simpleString()} there, {found.declared.simpleString()} here"
            wrong.append(f"{'.'.join(found.path)} is {types}")
        elif len(found.path) == 1 and found.path[0] in needed:
            wrong.append(f"it lacks {found.path[0]}, which every row needs")
        else:
            added.append(found)
    return Difference(tuple(added), tuple(unknown), tuple(wrong))


def as_declared(rows: DataFrame, table: Table) -> DataFrame:
    """Stored rows with the declared columns, in order: null where they are not stored, no others.

    Raises:
        SchemaError: a column is not what is declared; names each with both types.
    """
    found = compare(rows.schema, table)
    refuse_wrong(found, table)
    is_same = rows.schema.names == list(table.column_names)
    if is_same and not (found.added or found.unknown):
        return rows
    stored = {field.name: field.dataType for field in rows.schema}
    return rows.select(
        *(
            _filled(F.col(quoted(f.name)), stored[f.name], f.dataType).alias(f.name)
            if f.name in stored
            else F.lit(None).cast(f.dataType).alias(f.name)
            for f in table.schema
        )
    )


def stored_rows(
    spark: SparkSession, table: Table, name: str, version: int | None = None
) -> DataFrame:
    """Rows of a table that is there, as it is declared: the one way to what is stored.

    Args:
        spark: The session.
        table: How it is declared.
        name: How SQL names it.
        version: Which Delta version; None for the current one.
    """
    source = name if version is None else f"{name} VERSION AS OF {version}"
    return as_declared(spark.sql(rows_sql(table, source)), table)


def refuse_wrong(found: Difference, table: Table) -> None:
    """Refuse a table with columns that cannot be what is declared.

    Raises:
        SchemaError: names each column with both types, and the command that says what to do.
    """
    if found.wrong:
        raise SchemaError(
            f"The table {table.name} of the lake is not as this voxlake declares it: "
            f"{'; '.join(found.wrong)}. `voxlake migrate` says what to do."
        )


def add_columns(spark: SparkSession, table: Table, name: str) -> None:
    """Give a table, which SQL names `name`, the columns that it lacks, in one commit.

    Asks the table again, so that a second try after another writer's commit adds no column twice.
    """
    if added := compare(spark.table(name).schema, table).added:
        spark.sql(add_columns_sql(added, name))


def add_columns_sql(additions: Iterable[Addition], name: str) -> str:
    """The statement that adds columns to a table, in the places where they are declared."""
    listed = ", ".join(
        f"{'.'.join(map(quoted, one.path))} {one.type.simpleString()}"
        + (f" COMMENT {text_literal(one.comment)}" if one.comment else "")
        + (f" AFTER {quoted(one.after)}" if one.after else " FIRST")
        for one in additions
    )
    return f"ALTER TABLE {name} ADD COLUMNS ({listed})"


@dataclass(frozen=True)
class _Unknown:
    path: tuple[str, ...]
    type: T.DataType


@dataclass(frozen=True)
class _Mistyped:
    path: tuple[str, ...]
    stored: T.DataType
    declared: T.DataType


def _differ(
    path: tuple[str, ...], stored: T.DataType, declared: T.DataType
) -> Iterator[Addition | _Unknown | _Mistyped]:
    """What differs in a type and the types within it, whatever may be null in them."""
    if isinstance(stored, T.StructType) and isinstance(declared, T.StructType):
        yield from _differ_in_fields(path, stored, declared)
    elif isinstance(stored, T.ArrayType) and isinstance(declared, T.ArrayType):
        yield from _differ((*path, "element"), stored.elementType, declared.elementType)
    elif (
        isinstance(stored, T.MapType)
        and isinstance(declared, T.MapType)
        and stored.keyType.simpleString() == declared.keyType.simpleString()
    ):
        yield from _differ((*path, "value"), stored.valueType, declared.valueType)
    elif stored.simpleString() != declared.simpleString():
        yield _Mistyped(path, stored, declared)


def _differ_in_fields(
    path: tuple[str, ...], stored: T.StructType, declared: T.StructType
) -> Iterator[Addition | _Unknown | _Mistyped]:
    known, before = {field.name: field for field in stored}, None
    for field in declared:
        at = (*path, field.name)
        if field.name in known:
            yield from _differ(at, known[field.name].dataType, field.dataType)
        else:
            yield Addition(at, field.dataType, field.metadata.get("comment", ""), before)
        before = field.name
    names = set(declared.names)
    yield from (_Unknown((*path, f.name), f.dataType) for f in stored if f.name not in names)


def _filled(value: Column, stored: T.DataType, declared: T.DataType) -> Column:
    """A value with nulls for fields that are declared and not stored, and none but these."""
    if stored.simpleString() == declared.simpleString():
        return value
    if isinstance(stored, T.ArrayType) and isinstance(declared, T.ArrayType):
        of, to = stored.elementType, declared.elementType
        return F.transform(value, lambda one: _filled(one, of, to))
    if isinstance(stored, T.MapType) and isinstance(declared, T.MapType):
        from_, into = stored.valueType, declared.valueType
        return F.transform_values(value, lambda _, one: _filled(one, from_, into))
    if not (isinstance(stored, T.StructType) and isinstance(declared, T.StructType)):
        raise TypeError(f"{stored.simpleString()} is no {declared.simpleString()}.")
    types = {field.name: field.dataType for field in stored}
    fields = (
        (
            _filled(value[f.name], types[f.name], f.dataType)
            if f.name in types
            else F.lit(None).cast(f.dataType)
        ).alias(f.name)
        for f in declared
    )
    return F.when(value.isNotNull(), F.struct(*fields))
