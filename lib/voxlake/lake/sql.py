"""Names for SQL users: each table without its version, and the last day of each snapshot."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence

from pyspark.sql import SparkSession

from voxlake.lake.contract import no_rows_sql, rows_sql
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root, quoted
from voxlake.tables import TABLES, Table

_HEAD = """\
-- Views for SQL users over the tables of a lake in a catalog, made from the declarations in
-- lib/voxlake/tables by `make docs`; do not edit. `voxlake.lake.sql.attach` runs the
-- same statements.
-- Put the schema, such as catalog.schema, in the place of {schema}.
"""


def attach(spark: SparkSession, lake: Lake, tables: Iterable[Table] = TABLES) -> list[str]:
    """Give SQL users of a session the lake's views, and return their names.

    A lake in a folder gets temporary views, which end with the session; a lake in a catalog gets
    permanent ones. Every view exists, so that a query on a table that nothing was written to yet
    has no rows instead of an error: temporary views read an empty frame then, and in a catalog
    the empty table is created.

    Raises:
        SchemaError: a newer voxlake has a later version of a table, which these views would miss.
    """
    made = []
    for table in tables:
        lake.standing.require_current(table)
        if lake.place.schema:
            lake.create(table)
        added = lake.standing.difference(table).added
        lacking = [one.path[0] for one in added if len(one.path) == 1]
        for view, select in _views(table, lake.name_of(table), lacking):
            if lake.place.schema:
                spark.sql(_permanent(view, select, table, lake.place.schema))
            else:
                shown = select if lake.exists(table) else no_rows_sql(table)
                spark.sql(f"CREATE OR REPLACE TEMPORARY VIEW {quoted(view)} AS {shown}")
            made.append(view)
    return made


def views_sql(tables: Iterable[Table], schema: str = "{schema}") -> str:
    """The statements that make the permanent views of a lake in a catalog."""
    statements = [
        _permanent(view, select, table, schema)
        for table in tables
        for view, select in _views(table, f"{schema}.{quoted(table.name)}")
    ]
    return "\n".join([_HEAD, *(f"{statement};\n" for statement in statements)])


def session_sql(place: Root, written: Container[Table]) -> str:
    """The statements that give a SQL shell the views of a lake in a folder, as `attach` does."""
    return "".join(
        f"CREATE OR REPLACE TEMPORARY VIEW {quoted(view)} AS {select};\n"
        for table in TABLES
        for view, select in _views(
            table, place.name_of(table) if table in written else f"({no_rows_sql(table)})"
        )
    )


def shared_views(place: Root, written: Container[Table], *, with_personal: bool) -> Iterator[str]:
    """The statements that give all connections of a server the views of a lake in a folder.

    Args:
        place: The lake.
        written: Tables that are there; views of others have no rows.
        with_personal: Whether views have the columns that are declared personal.
    """
    for table in TABLES:
        source = place.name_of(table) if table in written else f"({no_rows_sql(table)})"
        told = [c.name for c in table.columns if with_personal or not c.is_personal]
        for view, select in _views(table, source):
            columns = ", ".join(map(quoted, told))
            shown = select if with_personal else f"SELECT {columns} FROM ({select})"
            if told:
                yield _permanent(view, shown, table, quoted("default"))


def _views(table: Table, source: str, lacking: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
    """The names of a table's views, and what they select; the table may be lacking columns."""
    rows = rows_sql(table, source, lacking)
    yield table.view, rows
    if table.is_snapshot:
        last = f"SELECT max({table.partition}) FROM {source}"
        of_rows = f"({rows})" if lacking else source
        yield f"{table.view}_latest", f"SELECT * FROM {of_rows} WHERE {table.partition} = ({last})"


def _permanent(view: str, select: str, table: Table, schema: str) -> str:
    comment = table.comment.replace("\\", "\\\\").replace("'", "\\'")
    return f"CREATE OR REPLACE VIEW {schema}.{quoted(view)}\nCOMMENT '{comment}'\nAS {select}"
