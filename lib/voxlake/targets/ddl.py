"""Statements that give Athena, Trino and DuckDB the tables of a lake under the names of its views.

Views list their columns, since Athena and Trino refuse a view of `*` once its table has got a
column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from voxlake.tables import Table

_MADE = """\
-- Tables and views of a lake for {engine}, made from the declarations in lib/voxlake/tables by
-- `make docs`; do not edit. {how}
-- Leave out tables that the lake does not have yet; docs/postgres.md says more.
"""
_PUT = (
    "Put the folder of the lake, such as s3://bucket/lake, in the place of {{lake}}, and\n-- {what}"
)


def athena_sql(tables: Iterable[Table]) -> str:
    """For Athena over Glue: external tables, whose columns Delta knows, and views."""
    how = _PUT.format(what="the database in Glue in that of {schema}.")
    return _written("Athena and Glue", how, tables, _athena)


def trino_sql(tables: Iterable[Table]) -> str:
    """For Trino: tables registered with the Delta Lake connector, and views with their comments."""
    how = _PUT.format(what="the catalog and schema in those of {catalog} and {schema}.")
    return _written("Trino", how, tables, _trino)


def duckdb_sql(tables: Iterable[Table]) -> str:
    """For DuckDB: views over its extension `delta`, with their comments."""
    how = _PUT.format(what="run INSTALL delta and LOAD delta first: it is an extension.")
    return _written("DuckDB", how, tables, _duckdb)


DIALECTS: Mapping[str, Callable[[Iterable[Table]], str]] = {
    "athena": athena_sql,
    "trino": trino_sql,
    "duckdb": duckdb_sql,
}
"""The files `docs/views.<dialect>.sql`, by dialect."""


def _written(
    engine: str,
    how: str,
    tables: Iterable[Table],
    statements: Callable[[Table], Iterator[str]],
) -> str:
    listed = (f"{statement};\n" for table in tables for statement in statements(table))
    return "\n".join([_MADE.format(engine=engine, how=how), *listed])


def _athena(table: Table) -> Iterator[str]:
    yield (
        f"CREATE EXTERNAL TABLE IF NOT EXISTS {{schema}}.`{table.name}`\n"
        f"LOCATION '{_folder(table)}/'\nTBLPROPERTIES ('table_type' = 'DELTA')"
    )
    for view, query in _views(table, f'{{schema}}."{table.name}"'):
        yield f'CREATE OR REPLACE VIEW {{schema}}."{view}" AS\n{query}'


def _trino(table: Table) -> Iterator[str]:
    yield (
        "CALL {catalog}.system.register_table(\n    schema_name => '{schema}', "
        f"table_name => '{table.name}',\n    table_location => '{_folder(table)}')"
    )
    for view, query in _views(table, f'{{catalog}}.{{schema}}."{table.name}"'):
        name = f'{{catalog}}.{{schema}}."{view}"'
        yield f"CREATE OR REPLACE VIEW {name}\nCOMMENT {_text(table.comment)} AS\n{query}"


def _duckdb(table: Table) -> Iterator[str]:
    for view, query in _views(table, f"delta_scan('{_folder(table)}')"):
        yield f'CREATE OR REPLACE VIEW "{view}" AS\n{query}'
        yield f'COMMENT ON VIEW "{view}" IS {_text(table.comment)}'


def _views(table: Table, source: str) -> Iterator[tuple[str, str]]:
    """The names of a table's views, and what they select."""
    columns = ", ".join(f'"{name}"' for name in table.column_names)
    if table.last_by:
        keys = ", ".join(f'"{key}"' for key in table.keys)
        place = f'row_number() OVER (PARTITION BY {keys} ORDER BY "{table.last_by}" DESC)'
        rows = f'SELECT *, {place} AS "_place" FROM {source}'
        yield table.view, f'SELECT {columns}\nFROM ({rows}) AS "each_row" WHERE "_place" = 1'
    else:
        yield table.view, f"SELECT {columns}\nFROM {source}"
    if table.is_snapshot:
        last = f'(SELECT max("{table.partition}") FROM {source})'
        query = f'SELECT {columns}\nFROM {source}\nWHERE "{table.partition}" = {last}'
        yield f"{table.view}_latest", query


def _folder(table: Table) -> str:
    return f"{{lake}}/{table.layer}/{table.name}"


def _text(value: str) -> str:
    doubled = value.replace("'", "''")
    return f"'{doubled}'"
