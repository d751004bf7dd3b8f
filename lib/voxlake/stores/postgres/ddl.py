"""Makes a published table, or makes it as it is declared now; views that use it stay."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg
from psycopg import sql

from voxlake.core.errors import ConfigError
from voxlake.stores.postgres import star
from voxlake.stores.postgres.settings import PostgresSettings
from voxlake.stores.postgres.shape import PublishedTable

_COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
WHERE a.attrelid = to_regclass(%s) AND a.attnum > 0 AND NOT a.attisdropped
"""


def table_of(settings: PostgresSettings, shape: PublishedTable) -> sql.Identifier:
    """The table that readers see."""
    return sql.Identifier(settings.schema_name, shape.name)


def columns_of(
    connection: psycopg.Connection, settings: PostgresSettings, shape: PublishedTable
) -> dict[str, str]:
    """Columns of the table with their types; none where there is no such table."""
    regclass = table_of(settings, shape).as_string(connection)
    return dict(connection.execute(_COLUMNS, (regclass,)).fetchall())


def shape_table(
    connection: psycopg.Connection,
    settings: PostgresSettings,
    shape: PublishedTable,
    *,
    is_ours: bool,
) -> None:
    """Make the table, or give it the columns that it lacks, and take those away that are to go.

    A column of another type goes and comes back empty: its rows are all sent again then.

    Raises:
        ConfigError: there is a table of that name that voxlake did not make.
    """
    table = table_of(settings, shape)
    there = columns_of(connection, settings, shape)
    if there and not is_ours:
        raise ConfigError(
            f"PostgreSQL has a table {settings.schema_name}.{shape.name} that voxlake did not "
            "make: choose another schema by postgres.schema, or drop or rename the table."
        )
    if not there:
        connection.execute(sql.SQL("CREATE TABLE {} ()").format(table))
    wanted = {column.name: column.type for column in shape.columns}
    for name in there:
        if there[name] != wanted.get(name):
            _drop_views(connection, settings, shape)
            statement = sql.SQL("ALTER TABLE {} DROP COLUMN {}")
            connection.execute(statement.format(table, sql.Identifier(name)))
    for column in shape.columns:
        if there.get(column.name) != column.type:
            connection.execute(
                sql.SQL("ALTER TABLE {} ADD COLUMN {} {}").format(
                    table, sql.Identifier(column.name), sql.SQL(column.type)
                )
            )


def finish_table(
    connection: psycopg.Connection,
    settings: PostgresSettings,
    shape: PublishedTable,
    *,
    with_views: bool,
) -> None:
    """Give a table, once its rows are right, its key, indexes, comments and `_latest`.

    The view is left alone where columns stay: to replace it, all who read it would have to wait.
    """
    table = table_of(settings, shape)
    _set_key(connection, settings, shape)
    for name in shape.indexed:
        index = sql.Identifier(f"{shape.name}_{name}"[:63])
        statement = sql.SQL("CREATE INDEX IF NOT EXISTS {} ON {} ({})")
        connection.execute(statement.format(index, table, sql.Identifier(name)))
    comment = sql.SQL("COMMENT ON TABLE {} IS {}")
    connection.execute(comment.format(table, sql.Literal(shape.table.comment)))
    for column in shape.columns:
        comment = sql.SQL("COMMENT ON COLUMN {} IS {}")
        place = sql.Identifier(settings.schema_name, shape.name, column.name)
        connection.execute(comment.format(place, sql.Literal(column.comment)))
    if shape.table.is_snapshot and with_views:
        day = sql.Identifier(str(shape.table.partition))
        statement = sql.SQL(
            "CREATE OR REPLACE VIEW {view} AS SELECT * FROM {table} "
            "WHERE {day} = (SELECT max({day}) FROM {table})"
        )
        connection.execute(statement.format(view=_latest(settings, shape), table=table, day=day))


def let_read(
    connection: psycopg.Connection, settings: PostgresSettings, shapes: Sequence[PublishedTable]
) -> None:
    """Let `postgres.readers` read the tables and views, and nothing else of the schema."""
    schema = sql.Identifier(settings.schema_name)
    named = [table_of(settings, shape) for shape in shapes]
    named += [_latest(settings, shape) for shape in shapes if shape.table.is_snapshot]
    named += [star.view_of(settings, name) for name in star.views_of(shapes)]
    tables = sql.SQL(", ").join(named)
    for reader in map(sql.Identifier, settings.readers):
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, reader))
        connection.execute(sql.SQL("GRANT SELECT ON TABLE {} TO {}").format(tables, reader))


def _set_key(
    connection: psycopg.Connection, settings: PostgresSettings, shape: PublishedTable
) -> None:
    """Make the primary key the declared one, whose columns are then not null."""
    name = sql.Identifier(f"{shape.name}_key"[:63])
    table = table_of(settings, shape)
    found = connection.execute(
        "SELECT array_agg(a.attname ORDER BY k.place) FROM pg_constraint c "
        "CROSS JOIN unnest(c.conkey) WITH ORDINALITY k(number, place) "
        "JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number "
        "WHERE c.conrelid = to_regclass(%s) AND c.contype = 'p'",
        (table.as_string(connection),),
    ).fetchone()
    has = tuple(found[0] or ()) if found else ()
    if has == shape.key:
        return
    if has:
        statement = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}")
        connection.execute(statement.format(table, name))
    if shape.key:
        statement = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} PRIMARY KEY ({})")
        columns = sql.SQL(", ").join(map(sql.Identifier, shape.key))
        connection.execute(statement.format(table, name, columns))


def _drop_views(
    connection: psycopg.Connection, settings: PostgresSettings, shape: PublishedTable
) -> None:
    """Drop our own views that may use a column; the end of the transaction has them again."""
    own = [star.view_of(settings, name) for name in star.STAR]
    own += [_latest(settings, shape)] if shape.table.is_snapshot else []
    connection.execute(sql.SQL("DROP VIEW IF EXISTS {}").format(sql.SQL(", ").join(own)))


def _latest(settings: PostgresSettings, shape: PublishedTable) -> sql.Identifier:
    return sql.Identifier(settings.schema_name, f"{shape.name}_latest")
