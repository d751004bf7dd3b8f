"""Models of answers, made from the declared tables, so that OpenAPI has their names and sentences.

They describe answers; rows are written as Arrow has them, not by way of these.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any, Optional

from pydantic import BaseModel, Field, create_model

from voxlake.tables import Column, Table

_PLAIN: dict[str, Any] = {
    "string": str,
    "boolean": bool,
    **dict.fromkeys(("byte", "short", "integer", "long"), int),
    **dict.fromkeys(("float", "double"), float),
    "date": date,
    "timestamp": datetime,
}
_TOKEN = "Token of the next page, for `after`; null where there are no more rows."
_VERSION = "Delta version that was read, for `as_of`; null where nothing was written yet."
_COMMITTED = "When that version was written, UTC."


@cache
def row_model(table: Table) -> type[BaseModel]:
    """A row of a table; columns that were not asked for, or may not be seen, are left out."""
    schema = table.json_schema["fields"]
    fields = {
        column.name: _field(column, _type(one["type"], f"{camel(table)}_{column.name}"))
        for column, one in zip(table.columns, schema, strict=True)
    }
    model: type[BaseModel] = create_model(camel(table), __doc__=table.comment, **fields)
    return model


@cache
def page_model(table: Table) -> type[BaseModel]:
    """A page of a table's rows."""
    row: Any = row_model(table)
    model: type[BaseModel] = create_model(
        f"{camel(table)}Page",
        __doc__=f"Rows of {table.view}.",
        rows=(list[row], Field(description=table.comment)),
        after=(str | None, Field(None, description=_TOKEN)),
        version=(int | None, Field(None, description=_VERSION)),
        committed_at=(datetime | None, Field(None, description=_COMMITTED)),
    )
    return model


def plain_type(type_: str) -> Any:  # noqa: ANN401  (a type)
    """The Python type of a plain column; decimals are texts, which keep every digit."""
    return str if type_.startswith("decimal(") else _PLAIN[type_]


def _field(column: Column, type_: Any) -> Any:  # noqa: ANN401  (types and fields of pydantic)
    said = f"{column.comment}{' Personal.' if column.is_personal else ''}"
    return (Optional[type_], Field(None, description=said))  # noqa: UP045  (made at run time)


def _type(json_type: Any, name: str) -> Any:  # noqa: ANN401  (Spark's JSON types; types)
    if isinstance(json_type, str):
        return plain_type(json_type)
    if json_type["type"] == "array":
        return list[Optional[_type(json_type["elementType"], name)]]  # type: ignore[misc]  # noqa: UP045
    if json_type["type"] == "map":
        return dict[str, Optional[_type(json_type["valueType"], name)]]  # type: ignore[misc]  # noqa: UP045
    fields: dict[str, Any] = {
        one["name"]: (Optional[_type(one["type"], f"{name}_{one['name']}")], None)  # noqa: UP045
        for one in json_type["fields"]
    }
    return create_model(name, **fields)


def camel(table: Table) -> str:
    """What a row of a table is called in OpenAPI and GraphQL, such as `UserMood`."""
    return "".join(word.capitalize() for word in table.view.split("_"))
