"""The schema: a field for each table and each subject, made from the declarations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, NewType, Optional

import strawberry
from strawberry.scalars import JSON
from strawberry.schema.config import StrawberryConfig
from strawberry.types import Info

from voxlake.serve.api.asked import question_of
from voxlake.serve.api.models import camel
from voxlake.serve.api.resources import SERVED
from voxlake.serve.api.services import Services
from voxlake.serve.api.subjects import SUBJECTS, Subject
from voxlake.serve.api.written import listed
from voxlake.serve.errors import RefusedError
from voxlake.serve.graphql.limits import ROWS
from voxlake.serve.graphql.reading import Reading
from voxlake.serve.reading.filters import column_of
from voxlake.serve.reading.schemas import element_of
from voxlake.tables import Column, Table

Long = NewType("Long", int)
_PLAIN: dict[str, Any] = {
    "string": str,
    "boolean": bool,
    **dict.fromkeys(("byte", "short", "integer"), int),
    "long": Long,
    **dict.fromkeys(("float", "double"), float),
    "date": date,
    "timestamp": datetime,
}
_CONFIG = StrawberryConfig(
    auto_camel_case=False,
    default_resolver=lambda row, name: row.get(name),
    scalar_map={
        Long: strawberry.scalar(name="Long", description="A whole number of up to 64 bits.")
    },
)


@strawberry.input(description="What holds of a column in all rows.")
class Filter:
    """A filter, as `column__operator=value` of the REST interface."""

    column: str
    operator: str = strawberry.field(
        default="eq", description="eq, ne, lt, le, gt, ge, in, has or null."
    )
    value: str | None = strawberry.field(default=None, description="What to compare with.")
    values: list[str] | None = strawberry.field(default=None, description="Those of `in`.")


def schema_of(services: Services, **more: Any) -> strawberry.Schema:  # noqa: ANN401  (Strawberry's)
    """The schema of what is served; resolvers find a `Reading` as `reading` in the context.

    Args:
        services: What answers.
        more: As `strawberry.Schema` takes it.
    """
    subjects = _subject_types()
    fields: dict[str, tuple[Any, Any]] = {
        table.view: _page_field(table, services, subjects) for table in SERVED
    }
    for subject in SUBJECTS:
        fields[subject.one] = _subject_field(subject, subjects[subject.name])
    query = _type("Query", "Tables by pages, and what is known of one of a kind.", fields)
    return strawberry.Schema(query, config=_CONFIG, **more)


def _subject_types() -> dict[str, type]:
    """A type for each subject, with what is known of it."""
    made = {}
    for subject in SUBJECTS:
        key = column_of(next(iter(subject.parts.values())), subject.key)
        fields = {subject.key: (_of_column(key), strawberry.field(description=key.comment))}
        for part, table in subject.parts.items():
            fields[part] = _part_field(subject, part, table)
        said = f"What is known of a {subject.one}."
        made[subject.name] = _type(f"Known{subject.one.capitalize()}", said, fields)
    return made


def _part_field(subject: Subject, part: str, table: Table) -> tuple[Any, Any]:
    row = _row_type(table, f"{camel(table)}Of{subject.one.capitalize()}")
    is_single = subject.is_single(table)

    async def rows(root: Any, info: Info[Any, None]) -> Any:  # noqa: ANN401  (rows)
        found = await _reading(info).rows(subject, part, root[subject.key])
        return (found[0] if found else None) if is_single else found

    type_: Any = Optional[row] if is_single else list[row]  # type: ignore[valid-type]  # noqa: UP045
    return type_, strawberry.field(resolver=_returning(rows, type_), description=table.comment)


def _subject_field(subject: Subject, type_: type) -> tuple[Any, Any]:
    key = column_of(next(iter(subject.parts.values())), subject.key)

    def one(id: Any) -> Any:  # noqa: ANN401  (a key)
        return {subject.key: id}

    one.__annotations__ = {"id": _plain(key.type), "return": type_}
    said = f"What is known of a {subject.one}, by {subject.key}."
    return type_, strawberry.field(resolver=one, description=said)


def _page_field(table: Table, services: Services, subjects: Mapping[str, type]) -> tuple[Any, Any]:
    row = _row_type(table, camel(table), subjects)
    page = _type(
        f"{camel(table)}Page",
        f"Rows of {table.view}.",
        {
            ROWS: (list[row], strawberry.field(description=table.comment)),  # type: ignore[valid-type]
            "after": (Optional[str], strawberry.field(description="Token of the next page.")),  # noqa: UP045
            "version": (Optional[Long], strawberry.field(description="Delta version.")),  # noqa: UP045
            "committed_at": (Optional[datetime], strawberry.field(description="Of it, UTC.")),  # noqa: UP045
        },
    )

    async def rows(
        *,
        info: Info[Any, None],
        first: Annotated[date | None, strawberry.argument(name="from")] = None,
        last: Annotated[date | None, strawberry.argument(name="to")] = None,
        latest: bool | None = None,
        where: list[Filter] | None = None,
        order: list[str] | None = None,
        limit: int | None = None,
        after: str | None = None,
        as_of: int | None = None,
    ) -> Any:  # noqa: ANN401  (a page)
        reading = _reading(info)
        reading.table(table)
        given = {
            "from": first,
            "to": last,
            "latest": "true" if latest else None,
            "columns": ",".join(_wanted(info, table)) or None,
            "order": ",".join(order) if order else None,
            "limit": limit,
            "after": after,
            "as_of": as_of,
        }
        query = [(name, str(value)) for name, value in given.items() if value is not None]
        query += [pair for one in where or () for pair in _pairs(one)]
        question = question_of(table, query, reading.principal, services.settings)
        found = await reading.page(question)
        return {
            ROWS: listed(found.rows),
            "after": found.after,
            "version": found.version,
            "committed_at": found.committed_at,
        }

    return page, strawberry.field(resolver=_returning(rows, page), description=table.comment)


def _reading(info: Info[Any, None]) -> Reading:
    reading: Reading = info.context["reading"]
    return reading


def _pairs(one: Filter) -> list[tuple[str, str]]:
    name = f"{one.column}__{one.operator}"
    if one.operator == "in":
        return [(name, value) for value in one.values or ()]
    if one.value is None:
        raise RefusedError(400, "wrong_value", f"The filter {name[:100]} needs a value.")
    return [(name, one.value)]


def _wanted(info: Info[Any, None], table: Table) -> list[str]:
    """The columns that a query shows, and keys of what it asks beside them."""
    asked = {
        inner.name
        for field in info.selected_fields
        for page in _below(field)
        if page.name == ROWS
        for inner in _below(page)
    }
    keys = {subject.key for subject in SUBJECTS if subject.one in asked}
    return [name for name in table.column_names if name in asked | keys]


def _below(selection: Any) -> list[Any]:  # noqa: ANN401  (Strawberry's selections)
    """The fields right below a field, those of fragments too."""
    found = []
    for one in selection.selections:
        found += _below(one) if not hasattr(one, "arguments") else [one]
    return found


def _row_type(table: Table, name: str, subjects: Mapping[str, type] | None = None) -> type:
    """A row: its columns and, with `subjects`, what is known of those whom it names."""
    fields = {
        column.name: (_of_column(column), strawberry.field(description=_said(column)))
        for column in table.columns
    }
    for subject in SUBJECTS if subjects else ():
        if subject.key in table.column_names and subject.one not in fields:
            known: Any = Optional[(subjects or {})[subject.name]]  # noqa: UP045
            fields[subject.one] = (known, _named_field(subject, known))
    return _type(name, table.comment, fields)


def _named_field(subject: Subject, type_: Any) -> Any:  # noqa: ANN401  (types and fields)
    def named(root: Any) -> Any:  # noqa: ANN401  (a row)
        key = root.get(subject.key)
        return None if key is None else {subject.key: key}

    said = f"What is known of the {subject.one}."
    return strawberry.field(resolver=_returning(named, type_), description=said)


def _type(name: str, said: str, fields: Mapping[str, tuple[Any, Any]]) -> type:
    """A type of fields: each with its type and what Strawberry knows of it."""
    annotations = {field: of for field, (of, _) in fields.items()}
    members = {field: told for field, (_, told) in fields.items()}
    made = type(name, (), {"__annotations__": annotations, **members})
    return strawberry.type(made, name=name, description=said)


def _returning(resolver: Callable[..., Any], type_: Any) -> Callable[..., Any]:  # noqa: ANN401
    """The resolver of a field whose type is made at run time."""
    resolver.__annotations__["return"] = type_
    return resolver


def _of_column(column: Column) -> Any:  # noqa: ANN401  (a type)
    element = element_of(column.type)
    if element is not None:
        return Optional[list[Optional[_plain(element)]]]  # type: ignore[misc]  # noqa: UP045
    return Optional[_plain(column.type)]  # noqa: UP045


def _plain(type_: str) -> Any:  # noqa: ANN401  (a type)
    """The type of a value; decimals are texts, which keep every digit; maps and structs JSON."""
    return str if type_.startswith("decimal(") else _PLAIN.get(type_, JSON)


def _said(column: Column) -> str:
    return f"{column.comment}{' Personal.' if column.is_personal else ''}"
