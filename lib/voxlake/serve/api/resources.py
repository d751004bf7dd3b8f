"""The resources under /v1: each gold table, and what operators look at, by the name of its view."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from voxlake.serve.api.answers import paged, query_of
from voxlake.serve.api.asked import question_of
from voxlake.serve.api.models import page_model
from voxlake.serve.api.parameters import parameters_of
from voxlake.serve.api.problems import documented
from voxlake.serve.api.services import Services
from voxlake.serve.auth.groups import reading_for
from voxlake.serve.auth.needed import needs
from voxlake.serve.auth.principal import Principal, Role
from voxlake.tables import TABLES, Table

ROLES: dict[str, tuple[Role, ...]] = {
    "gold": (Role.READER, Role.ANALYST, Role.MARKETER),
    "operations": (Role.OPERATOR,),
}
"""Layers whose tables are resources, and the roles of which one is needed."""
SERVED: tuple[Table, ...] = tuple(table for table in TABLES if table.layer in ROLES)
"""The tables that are resources."""
STATUSES = (400, 401, 403, 404, 406, 410, 429, 500, 503, 504)
"""Statuses of errors that questions to tables may end with."""


def router(services: Services) -> APIRouter:
    """A route for each table."""
    routes = APIRouter(prefix="/v1")
    for table in SERVED:
        _add(routes, table, services)
    return routes


def _add(routes: APIRouter, table: Table, services: Services) -> None:
    asker = Depends(needs(*ROLES[table.layer]))

    def rows(request: Request, principal: Principal = asker) -> Response:
        question = question_of(table, query_of(request), principal, services.settings)
        read = reading_for(principal, services.lake.read)
        return paged(request, services.lake, question, read, principal)

    routes.add_api_route(
        f"/{table.view}",
        rows,
        name=table.view,
        operation_id=table.view,
        summary=table.comment.partition(".")[0] + ".",
        description=table.comment,
        tags=[table.layer],
        response_model=page_model(table),
        responses={200: {"content": {"text/csv": {}}}, **documented(*STATUSES)},
        openapi_extra={"parameters": parameters_of(table, services.settings)},
    )
