"""Gathers the names to look for from all places that the settings name."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pyspark.sql import SparkSession

from voxlake.entities.finder import Names
from voxlake.entities.gazetteer import COLUMNS, Row, aliases_of, joined, of_record
from voxlake.entities.settings import EntitySettings, NameTable
from voxlake.entities.written import BOUND, written_names
from voxlake.spark.bounded import collect_at_most
from voxlake.spark.table_files import read_table


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


def _table_rows(spark: SparkSession, table: NameTable, most: int) -> Iterator[Row]:
    """The rows of a table, in the order of names and aliases."""
    needed = {"path": "name"}
    section = "entities.table"
    rows = read_table(
        spark, table.path, table.format, needed, section=section, version=table.version
    )
    wanted = rows.select(*[column for column in COLUMNS if column in rows.columns])
    found = collect_at_most(wanted, most, f"names in {table.path}", BOUND)
    held = (of_record("", row.asDict()) for row in found)
    for row in sorted(row for row in held if any(row)):
        yield row._replace(place=f"row {row.name!r}, {row.alias!r}")
