"""What OpenAPI says of the parameters of a resource, made from its table's declaration."""

from __future__ import annotations

from typing import Any

from voxlake.run.api_settings import ApiSettings
from voxlake.serve.reading.schemas import element_of, is_plain
from voxlake.tables import Column, Table

_SCHEMAS: dict[str, dict[str, Any]] = {
    "boolean": {"type": "boolean"},
    **{key: {"type": "integer"} for key in ("byte", "short", "integer", "long")},
    **{key: {"type": "number"} for key in ("float", "double")},
    "date": {"type": "string", "format": "date"},
    "timestamp": {"type": "string", "format": "date-time"},
    "string": {"type": "string", "maxLength": 1000},
}
_DECIMAL = {"type": "string", "pattern": r"^[+-]?\d+(\.\d+)?$"}
_ORDERED = ("ne", "lt", "le", "gt", "ge")


def parameters_of(
    table: Table, settings: ApiSettings, fixed: str | None = None
) -> list[dict[str, Any]]:
    """The parameters of a table's rows: days, columns, filters, order and pages.

    Args:
        table: As it is declared.
        settings: Limits of requests.
        fixed: The column that the address says already.
    """
    names = ", ".join(f"`{name}`" for name in table.column_names)
    told: list[tuple[str, dict[str, Any], str]] = []
    if table.partition:
        told += [
            ("from", _SCHEMAS["date"], f"First day, of `{table.partition}`; with `to`."),
            ("to", _SCHEMAS["date"], "Last day; at most ten years after the first."),
        ]
    if table.is_snapshot:
        told.append(("latest", {"type": "boolean"}, "true: the last day of the snapshot alone."))
    told += [
        ("columns", {"type": "string"}, f"Names with commas; without: all. {names}."),
        (
            "order",
            {"type": "string"},
            f"Names with commas, `-` before one for the largest first; the keys "
            f"({', '.join(table.keys)}) come after.",
        ),
        (
            "limit",
            {"type": "integer", "minimum": 1, "maximum": settings.most_rows},
            f"Most rows of the page; without: {settings.default_rows}.",
        ),
        ("after", {"type": "string"}, "Token of the page before: the next rows of its version."),
        ("as_of", {"type": "integer", "minimum": 0}, "Delta version to read, not the current."),
    ]
    listed: list[dict[str, Any]] = [
        {"name": name, "in": "query", "required": False, "schema": schema, "description": meaning}
        for name, schema, meaning in told
    ]
    return [*listed, _filters(table, fixed)]


def _filters(table: Table, fixed: str | None) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for column in table.columns:
        if column.name != fixed:
            properties |= _of_column(column)
    return {
        "name": "filters",
        "in": "query",
        "required": False,
        "style": "form",
        "explode": True,
        "schema": {"type": "object", "properties": properties, "additionalProperties": False},
        "description": "Filters: `column=value` or `column__operator=value`.",
    }


def _of_column(column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {f"{column.name}__null": {"type": "boolean"}}
    if element := element_of(column.type):
        found[f"{column.name}__has"] = _schema(element)
    if is_plain(column.type):
        schema = _schema(column.type)
        found[column.name] = schema
        found[f"{column.name}__in"] = {"type": "array", "items": schema, "minItems": 1}
        more = ("ne",) if column.type == "boolean" else _ORDERED
        found |= {f"{column.name}__{operator}": schema for operator in more}
    return found


def _schema(type_: str) -> dict[str, Any]:
    return _SCHEMAS.get(type_, _DECIMAL)
