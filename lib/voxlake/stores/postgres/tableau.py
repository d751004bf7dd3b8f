"""Data sources for Tableau (`.tds`): one for each fact, with what names its days and topics.

A data source has one fact alone, since rows of two facts that are joined multiply. It holds server,
port and database, and neither user nor password: Tableau asks for these.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence

from psycopg.conninfo import conninfo_to_dict

from voxlake.stores.postgres.shape import PublishedTable
from voxlake.stores.postgres.star import COLUMNS, keys_of, views_of

_VERSION = "18.1"
_CONNECTION = "postgres.voxlake"
_KINDS = {
    "boolean": ("boolean", "dimension", "nominal"),
    "text": ("string", "dimension", "nominal"),
    "date": ("date", "dimension", "ordinal"),
    "timestamp with time zone": ("datetime", "dimension", "ordinal"),
    "smallint": ("integer", "measure", "quantitative"),
    "integer": ("integer", "measure", "quantitative"),
    "bigint": ("integer", "measure", "quantitative"),
    "real": ("real", "measure", "quantitative"),
    "double precision": ("real", "measure", "quantitative"),
}
"""Tableau's type, role and kind of the types that it reads; it has none for arrays and jsonb."""


def data_sources(shapes: Sequence[PublishedTable], schema: str, address: str) -> Mapping[str, str]:
    """The text of a `.tds` for each table that is stored by day, by the table's name."""
    views = views_of(shapes)
    facts = [shape for shape in shapes if shape.table.partition]
    return {shape.name: _data_source(shape, views, schema, address) for shape in facts}


def _data_source(fact: PublishedTable, views: Sequence[str], schema: str, address: str) -> str:
    root = ET.Element(
        "datasource",
        {"formatted-name": f"voxlake.{fact.name}", "inline": "true", "version": _VERSION},
    )
    connection = ET.SubElement(root, "connection", {"class": "federated"})
    _server(connection, schema, address)
    keys = {view: key for view, key in keys_of(fact).items() if view in views}
    relation = _table(schema, fact.name)
    for view, (of_fact, of_view) in keys.items():
        equal = (f"[{fact.name}].[{of_fact}]", f"[{view}].[{of_view}]")
        relation = _joined(relation, _table(schema, view), *equal)
    connection.append(relation)
    columns = ET.SubElement(connection, "cols")
    readable = [c for c in fact.columns if _kind(c.type)]
    for column in readable:
        _map(columns, f"[{column.name}]", fact.name, column.name)
    for view in keys:
        for name in COLUMNS[view]:
            _map(columns, f"[{name} ({view})]", view, name)
    ET.SubElement(root, "aliases", {"enabled": "yes"})
    for column in readable:
        is_name = column.name in fact.table.keys or column.name.endswith("_id")
        _column(root, column.name, column.type, column.comment, is_name=is_name)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _server(connection: ET.Element, schema: str, address: str) -> None:
    known = conninfo_to_dict(address)
    named = ET.SubElement(connection, "named-connections")
    host = str(known.get("host") or "")
    server = "localhost" if not host or host.startswith("/") else host
    one = ET.SubElement(named, "named-connection", {"caption": server, "name": _CONNECTION})
    told = {
        "authentication": "username-password",
        "class": "postgres",
        "dbname": str(known.get("dbname") or ""),
        "port": str(known.get("port") or 5432),
        "schema": schema,
        "server": server,
        "sslmode": "" if known.get("sslmode") in ("disable", "prefer") else "require",
        "username": "",
    }
    ET.SubElement(one, "connection", told)


def _table(schema: str, name: str) -> ET.Element:
    told = {"connection": _CONNECTION, "name": name, "table": f"[{schema}].[{name}]"}
    return ET.Element("relation", {**told, "type": "table"})


def _joined(left: ET.Element, right: ET.Element, of_left: str, of_right: str) -> ET.Element:
    """A left join of two equal columns, which keeps each row of the fact."""
    join = ET.Element("relation", {"join": "left", "type": "join"})
    clause = ET.SubElement(join, "clause", {"type": "join"})
    equal = ET.SubElement(clause, "expression", {"op": "="})
    for column in (of_left, of_right):
        ET.SubElement(equal, "expression", {"op": column})
    join.extend([left, right])
    return join


def _map(columns: ET.Element, key: str, table: str, column: str) -> None:
    ET.SubElement(columns, "map", {"key": key, "value": f"[{table}].[{column}]"})


def _column(root: ET.Element, name: str, type_: str, comment: str, *, is_name: bool) -> None:
    kind = _kind(type_)
    if kind is None:
        return
    datatype, role, scale = kind
    if is_name and role == "measure":  # a number that names something is not to be summed
        role, scale = "dimension", "ordinal"
    told = {"datatype": datatype, "name": f"[{name}]", "role": role, "type": scale}
    column = ET.SubElement(root, "column", {**told, "caption": name.replace("_", " ")})
    text = ET.SubElement(ET.SubElement(column, "desc"), "formatted-text")
    ET.SubElement(text, "run").text = comment


def _kind(type_: str) -> tuple[str, str, str] | None:
    if type_.startswith("numeric"):
        return ("real", "measure", "quantitative")
    return _KINDS.get(type_)
