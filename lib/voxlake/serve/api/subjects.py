"""What is known of one user, post, segment or topic, gathered from all tables that tell of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field, create_model
from starlette.responses import Response

from voxlake import tables as t
from voxlake.serve.api.answers import gathered, paged, query_of
from voxlake.serve.api.asked import question_of, shown_to
from voxlake.serve.api.models import page_model, plain_type, row_model
from voxlake.serve.api.parameters import parameters_of
from voxlake.serve.api.problems import documented
from voxlake.serve.api.resources import ROLES, STATUSES
from voxlake.serve.api.services import Services
from voxlake.serve.api.written import listed
from voxlake.serve.auth.audit import note
from voxlake.serve.auth.groups import reading_for
from voxlake.serve.auth.needed import needs
from voxlake.serve.auth.principal import Principal
from voxlake.serve.errors import RefusedError
from voxlake.serve.reading.filters import column_of
from voxlake.serve.reading.lake import Lake
from voxlake.serve.reading.question import Condition, Order, Page, Question
from voxlake.serve.reading.values import meant_by, value_of
from voxlake.tables import Table

MOST_OF_A_PART = 50
"""Rows of a part that are told beside others; asked for by itself, it has pages."""


@dataclass(frozen=True)
class Subject:
    """What one asks about.

    Attributes:
        name: Its path below /v1, such as `users`.
        one: What one of them is called, such as `user`.
        key: The column that names it.
        parts: Tables that tell of it, by the name of the part.
    """

    name: str
    one: str
    key: str
    parts: Mapping[str, Table]

    def is_single(self, table: Table) -> bool:
        """Whether a table has one row of it at most, on its last day."""
        return set(table.keys) <= {self.key, table.partition if table.is_snapshot else self.key}


SUBJECTS = (
    Subject(
        "users",
        "user",
        "user_id",
        {
            "mood": t.USER_MOOD,
            "weekly_mood": t.USER_MOOD_WEEKLY,
            "segment": t.USER_SEGMENTS,
            "segment_moves": t.SEGMENT_MOVES,
            "value": t.USER_VALUE,
            "value_horizons": t.USER_VALUE_HORIZONS,
            "propensity": t.USER_PROPENSITY,
            "features": t.USER_FEATURES,
            "recommendations": t.USER_RECOMMENDATIONS,
            "content_recommendations": t.CONTENT_RECOMMENDATIONS,
            "friend_candidates": t.FRIEND_CANDIDATES,
        },
    ),
    Subject(
        "posts",
        "post",
        "post_id",
        {
            "language": t.POST_LANGUAGE,
            "sentiment": t.POST_SENTIMENT,
            "emotion": t.POST_EMOTION,
            "scores": t.POST_SCORES,
            "topics": t.POST_TOPICS,
            "entities": t.POST_ENTITIES,
            "evidence": t.POST_EVIDENCE,
        },
    ),
    Subject(
        "segments",
        "segment",
        "segment_id",
        {
            "name": t.SEGMENT_NAMES,
            "profile": t.SEGMENT_PROFILES,
            "value": t.SEGMENT_VALUE,
            "weekly_mood": t.SEGMENT_MOOD_WEEKLY,
        },
    ),
    Subject(
        "topics",
        "topic",
        "topic_id",
        {
            "name": t.TOPIC_NAMES,
            "profile": t.TOPIC_PROFILES,
            "terms": t.TOPIC_TERMS,
            "trends": t.TOPIC_TRENDS,
            "bursts": t.TOPIC_BURSTS,
        },
    ),
)


def router(services: Services) -> APIRouter:
    """Two kinds of routes for each subject: all that is known, and each part by pages."""
    routes = APIRouter(prefix="/v1")
    for subject in SUBJECTS:
        _add_all(routes, subject, services)
        for part, table in subject.parts.items():
            _add_part(routes, subject, part, table, services)
    return routes


def _add_all(routes: APIRouter, subject: Subject, services: Services) -> None:
    asker = Depends(needs(*ROLES["gold"]))

    def everything(request: Request, principal: Principal = asker) -> Response:
        if query_of(request):
            raise RefusedError(
                400, "unknown_parameter", "This takes no parameters: ask for one of its parts."
            )
        condition = _named(request, subject)
        read = reading_for(principal, services.lake.read)
        pages = {
            part: read(_question(subject, shown_to(table, principal), condition))
            for part, table in subject.parts.items()
        }
        if not any(page.rows.num_rows for page in pages.values()):
            raise _unknown(subject)
        for part, page in pages.items():
            note(request, subject.parts[part], page.rows.column_names, page.rows.num_rows)
        told = {part: _told(subject, subject.parts[part], page) for part, page in pages.items()}
        editions = [page.edition for page in pages.values()]
        return gathered(request, {subject.key: condition.value, **told}, editions)

    routes.add_api_route(
        f"/{subject.name}/{{{subject.key}}}",
        everything,
        name=f"known_{subject.one}",
        operation_id=f"known_{subject.one}",
        summary=f"All that is known of a {subject.one} now.",
        description=f"The last rows of each table, {MOST_OF_A_PART} at most.",
        tags=[subject.name],
        response_model=_model(subject),
        responses=documented(*STATUSES),
        openapi_extra={"parameters": [_path_parameter(subject)]},
    )


def _add_part(
    routes: APIRouter, subject: Subject, part: str, table: Table, services: Services
) -> None:
    asker = Depends(needs(*ROLES[table.layer]))

    def rows(request: Request, principal: Principal = asker) -> Response:
        condition = _named(request, subject)
        query = query_of(request)
        question = question_of(table, query, principal, services.settings, (condition,))

        told = reading_for(principal, services.lake.read)

        def read(question: Question) -> Page:
            page = told(question)
            if not (page.rows.num_rows or question.after or _is_known(services.lake, condition)):
                raise _unknown(subject)
            return page

        return paged(request, services.lake, question, read, principal)

    routes.add_api_route(
        f"/{subject.name}/{{{subject.key}}}/{part}",
        rows,
        name=f"{subject.name}_{part}",
        operation_id=f"{subject.name}_{part}",
        summary=f"Rows of `{table.view}` of a {subject.one}.",
        description=table.comment,
        tags=[subject.name],
        response_model=page_model(table),
        responses={200: {"content": {"text/csv": {}}}, **documented(*STATUSES)},
        openapi_extra={
            "parameters": [
                _path_parameter(subject),
                *parameters_of(table, services.settings, subject.key),
            ]
        },
    )


def _named(request: Request, subject: Subject) -> Condition:
    """Which one the path names, as its column has it."""
    type_ = column_of(next(iter(subject.parts.values())), subject.key).type
    try:
        return Condition(subject.key, "eq", value_of(type_, request.path_params[subject.key]))
    except ValueError as error:
        said = f"{subject.key} must be {meant_by(type_)}."
        raise RefusedError(400, "wrong_value", said) from error


def _question(subject: Subject, table: Table, condition: Condition) -> Question:
    newest = () if table.partition is None else (Order(table.partition, descending=True),)
    return Question(
        table,
        where=(condition,),
        is_latest=table.is_snapshot,
        order=newest,
        limit=1 if subject.is_single(table) else MOST_OF_A_PART,
    )


def _told(subject: Subject, table: Table, page: Page) -> Any:  # noqa: ANN401  (rows)
    rows = listed(page.rows)
    return (rows[0] if rows else None) if subject.is_single(table) else rows


def _is_known(lake: Lake, condition: Condition) -> bool:
    """Whether any table tells of it."""
    subject = next(one for one in SUBJECTS if one.key == condition.column)
    return any(
        lake.read(
            Question(table, columns=(subject.key,), where=(condition,), limit=1)
        ).rows.num_rows
        for table in subject.parts.values()
    )


def _unknown(subject: Subject) -> RefusedError:
    return RefusedError(
        404, f"unknown_{subject.one}", f"No table knows this {subject.one}: check {subject.key}."
    )


def _model(subject: Subject) -> type[BaseModel]:
    first = next(iter(subject.parts.values()))
    fields: dict[str, Any] = {
        subject.key: (plain_type(column_of(first, subject.key).type), Field(description="Which."))
    }
    for part, table in subject.parts.items():
        row = row_model(table)
        type_: Any = Optional[row] if subject.is_single(table) else list[row]  # type: ignore[valid-type]  # noqa: UP045
        fields[part] = (type_, Field(description=table.comment))
    model: type[BaseModel] = create_model(f"Known{subject.one.capitalize()}", **fields)
    return model


def _path_parameter(subject: Subject) -> dict[str, Any]:
    first = next(iter(subject.parts.values()))
    column = column_of(first, subject.key)
    is_text = plain_type(column.type) is str
    schema = {"type": "string", "minLength": 1} if is_text else {"type": "integer"}
    return {
        "name": subject.key,
        "in": "path",
        "required": True,
        "schema": schema,
        "description": column.comment,
    }
