"""Views that make a star of the tables: what days, topics, segments and users are called.

Facts join them by one column each, and every value that facts have is there, so that no join
loses a row: -2 is all together, -1 is none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import psycopg
from psycopg import sql

from voxlake.stores.postgres.settings import PostgresSettings
from voxlake.stores.postgres.shape import PublishedTable

Shapes = Mapping[str, PublishedTable]
_DAYS = """
SELECT day::date AS day, date_trunc('week', day)::date AS week_start,
    date_trunc('month', day)::date AS month_start, extract(isodow FROM day)::integer AS weekday
FROM (SELECT min(first) AS first, max(last) AS last FROM ({bounds}) AS each_table) AS bounds,
    generate_series(first::timestamp, last::timestamp, interval '1 day') AS day
"""
_BOUNDS = "SELECT min({day}) AS first, max({day}) AS last FROM {table}"
_NAMED = """
SELECT {key}, {name} AS name{more} FROM {table}
UNION ALL SELECT -2, 'all'{no_more} UNION ALL SELECT -1, 'none'{no_more}
"""
_USERS = "SELECT DISTINCT ON (user_id) {columns} FROM {table} ORDER BY user_id, as_of_date DESC"


def _days(tables: Shapes, schema: str) -> str | None:
    dated = [shape for shape in tables.values() if shape.table.partition]
    bounds = [
        _BOUNDS.format(day=shape.table.partition, table=_named(shape.name, schema))
        for shape in dated
    ]
    return _DAYS.format(bounds=" UNION ALL ".join(bounds)) if bounds else None


def _topics(tables: Shapes, schema: str) -> str | None:
    if not (shape := tables.get("topic_names")):
        return None
    return _NAMED.format(
        key="topic_id",
        name=_name(shape, "topic_id", "Topic"),
        more=", shown_as, is_hidden",
        table=_named("topic_names", schema),
        no_more=", NULL, false",
    )


def _segments(tables: Shapes, schema: str) -> str | None:
    if not (shape := tables.get("segment_names")):
        return None
    name = _name(shape, "segment_id", "Segment")
    table = _named("segment_names", schema)
    return _NAMED.format(key="segment_id", name=name, more="", table=table, no_more="")


def _users(tables: Shapes, schema: str) -> str | None:
    """Of each user the last segment, mood and value, where ids of users are published."""
    parts = {
        "user_segments": ("segment_id",),
        "user_mood": ("mood",),
        "user_value": ("country", "churn", "expected_value"),
    }
    found = {
        name: columns for name, columns in parts.items() if name in tables and tables[name].key
    }
    if not found:
        return None
    each = [
        f"({_USERS.format(columns=', '.join(('user_id', *columns)), table=_named(name, schema))}) "
        f"AS {name}"
        for name, columns in found.items()
    ]
    joined = each[0] + "".join(f" FULL JOIN {one} USING (user_id)" for one in each[1:])
    told = ", ".join(("user_id", *(column for columns in found.values() for column in columns)))
    return f"SELECT {told} FROM {joined}"


STAR: Mapping[str, Callable[[Shapes, str], str | None]] = {
    "dim_day": _days,
    "dim_topic": _topics,
    "dim_segment": _segments,
    "dim_user": _users,
}
"""Each view with what makes its query: None where the tables that it needs are not published."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "dim_day": ("day", "week_start", "month_start", "weekday"),
    "dim_topic": ("topic_id", "name"),
    "dim_segment": ("segment_id", "name"),
    "dim_user": ("user_id",),
}
"""What each view has in any case; the first names its rows, and facts join it."""


def keys_of(fact: PublishedTable) -> Mapping[str, tuple[str, str]]:
    """The views that a fact joins, each with the column of the fact and that of the view."""
    names = {column.name for column in fact.columns}
    found = {view: (columns[0], columns[0]) for view, columns in COLUMNS.items()}
    found["dim_day"] = (str(fact.table.partition), "day")
    return {view: keys for view, keys in found.items() if keys[0] in names}


def views_of(shapes: Sequence[PublishedTable]) -> list[str]:
    """Names of the views that these tables are enough for."""
    tables = {shape.name: shape for shape in shapes}
    return [name for name, query in STAR.items() if query(tables, "")]


def view_of(settings: PostgresSettings, name: str) -> sql.Identifier:
    """A view of the star."""
    return sql.Identifier(settings.schema_name, name)


def make_star(
    connection: psycopg.Connection, settings: PostgresSettings, shapes: Sequence[PublishedTable]
) -> None:
    """Make the views that these tables are enough for, in the place of those that are there."""
    tables = {shape.name: shape for shape in shapes}
    for name, make in STAR.items():
        if query := make(tables, settings.schema_name):
            statement = sql.SQL("CREATE OR REPLACE VIEW {} AS ").format(view_of(settings, name))
            connection.execute(statement + sql.SQL(query))


def _name(shape: PublishedTable, key: str, word: str) -> str:
    """What a topic or segment is called; its number where names are not published."""
    plain = f"'{word} ' || {key}"
    named = any(column.name == "name" for column in shape.columns)
    return f"coalesce(name, {plain})" if named else plain


def _named(table: str, schema: str) -> str:
    """A table as SQL names it: the pattern of postgres.schema leaves nothing to quote."""
    return f'"{schema}"."{table}"'
