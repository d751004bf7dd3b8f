"""Gathers the names to look for from all places that the settings name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from pyspark.sql import SparkSession

from voxlake.core.errors import InputError
from voxlake.entities.finder import Names
from voxlake.entities.gazetteer import (
    COLUMNS,
    Alias,
    Row,
    aliases_of,
    csv_rows,
    joined,
    of_record,
    rows_of_config,
)
from voxlake.entities.settings import EntitySettings, NameTable
from voxlake.spark.bounded import collect_at_most
from voxlake.spark.table_files import read_table

_BOUND = "Raise entities.max_names: the driver and each worker hold them."


def read_names(
    spark: SparkSession, settings: EntitySettings, read: Callable[[str], bytes]
) -> Names:
    """All names to look for.

    Args:
        spark: Reads the table of names.
        settings: Say where names are.
        read: Reads a file.

    Raises:
        InputError: a list is missing, too long, or has rows that cannot be used; names them.
        ConfigError: two lists do not agree.
    """
    lists = written_names(settings, read)
    if table := settings.table:
        rows = _table_rows(spark, table, settings.max_names)
        lists.append(aliases_of(rows, table.path))
    return Names.of(joined(lists))


def written_names(settings: EntitySettings, read: Callable[[str], bytes]) -> list[list[Alias]]:
    """The names of the config and of the file; needs no Spark, as mistakes are told at once."""
    lists = [aliases_of(rows_of_config(settings.names), "entities.names")]
    if settings.gazetteer:
        rows = _at_most(csv_rows(settings.gazetteer, read), settings)
        lists.append(aliases_of(rows, settings.gazetteer))
    joined(lists)
    return lists


def _at_most(rows: Iterable[Row], settings: EntitySettings) -> list[Row]:
    kept = list(islice(rows, settings.max_names + 1))
    if len(kept) > settings.max_names:
        raise InputError(
            f"{settings.gazetteer} has more than {settings.max_names:,} rows. {_BOUND}"
        )
    return kept


def _table_rows(spark: SparkSession, table: NameTable, most: int) -> Iterator[Row]:
    """The rows of a table, in the order of names and aliases."""
    needed = {"path": "name"}
    section = "entities.table"
    rows = read_table(
        spark, table.path, table.format, needed, section=section, version=table.version
    )
    wanted = rows.select(*[column for column in COLUMNS if column in rows.columns])
    found = collect_at_most(wanted, most, f"names in {table.path}", _BOUND)
    held = (of_record("", row.asDict()) for row in found)
    for row in sorted(row for row in held if any(row)):
        yield row._replace(place=f"row {row.name!r}, {row.alias!r}")
