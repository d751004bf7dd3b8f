"""Routes of the sums: /v1/summaries/<name>, as pages of tables are, but always whole."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from voxlake.serve.api.answers import CSV, JSON, form_of, query_of
from voxlake.serve.api.models import page_model
from voxlake.serve.api.problems import documented
from voxlake.serve.api.resources import STATUSES
from voxlake.serve.api.services import Services
from voxlake.serve.api.tags import OWN, is_known, tag_of, unchanged
from voxlake.serve.api.written import page_csv, page_json
from voxlake.serve.auth.audit import note
from voxlake.serve.auth.needed import needs
from voxlake.serve.auth.principal import Principal
from voxlake.serve.dashboard.sums import SUMS, Sum
from voxlake.serve.errors import RefusedError
from voxlake.serve.reading.question import Page
from voxlake.serve.reading.values import value_of

_MOST_ROWS = 20_000
_DAYS = ("from", "to")
_COUNT = "person_count"


def router(services: Services) -> APIRouter:
    """A route for each sum."""
    routes = APIRouter(prefix="/v1/summaries", tags=["summaries"])
    for one in SUMS:
        _add(routes, one, services)
    return routes


def _add(routes: APIRouter, one: Sum, services: Services) -> None:
    asker = Depends(needs(*one.roles))

    def rows(request: Request, principal: Principal = asker) -> Response:
        given = _given(one, request)
        form = form_of(request, (JSON, CSV))
        editions = [services.lake.edition(table) for table in one.of]
        asked = sorted(given.items())
        tag = tag_of(one.rows.name, form, asked, editions, principal.least_group)
        if is_known(request, tag):
            return unchanged(tag)
        page = Page(_rows(one, given, services, principal), None, editions[0])
        note(request, one.of[0], page.rows.column_names, page.rows.num_rows)
        body = page_json(page) if form == JSON else page_csv(page)
        return Response(body, media_type=form, headers={"ETag": tag, **OWN})

    routes.add_api_route(
        f"/{one.rows.view}",
        rows,
        name=one.rows.view,
        operation_id=f"summaries_{one.rows.view}",
        summary=one.rows.comment,
        response_model=page_model(one.rows),
        responses={200: {"content": {"text/csv": {}}}, **documented(*STATUSES)},
        openapi_extra={"parameters": _parameters(one)},
    )


def _parameters(one: Sum) -> list[dict[str, Any]]:
    days = [(name, {"type": "string", "format": "date"}) for name in _DAYS if one.day]
    others = [(name, {"type": type_}) for name, (type_, _) in one.filters.items()]
    return [
        {"name": name, "in": "query", "required": False, "schema": schema}
        for name, schema in (*days, *others)
    ]


def _given(one: Sum, request: Request) -> dict[str, Any]:
    """Values of the parameters, typed.

    Raises:
        RefusedError: one is unknown, comes twice or is no value of its type.
    """
    types = {name: type_ for name, (type_, _) in one.filters.items()}
    if one.day:
        types |= dict.fromkeys(_DAYS, "date")
    given: dict[str, Any] = {}
    for name, text in query_of(request):
        if name not in types or name in given:
            allowed = ", ".join(types) or "none"
            raise RefusedError(
                400, "unknown_parameter", f"Parameters of {one.rows.view}, once each: {allowed}."
            )
        try:
            given[name] = value_of(types[name], text)
        except ValueError as error:
            raise RefusedError(
                400, "wrong_value", f"{name} must be of the type {types[name]}."
            ) from error
    if ("from" in given) != ("to" in given) or given.get("from", 0) > given.get("to", 0):
        raise RefusedError(400, "wrong_days", "Give both from and to, in this order, or neither.")
    return given


def _rows(one: Sum, given: dict[str, Any], services: Services, asker: Principal) -> pa.Table:
    tests = [test for name, (_, test) in one.filters.items() if name in given]
    if "from" in given:
        tests.append(f"{one.day} BETWEEN $first AND $last")
    where = f"WHERE {' AND '.join(tests)}" if tests else ""
    values = {{"from": "first", "to": "last"}.get(name, name): of for name, of in given.items()}
    found = services.lake.sql(
        one.select.format(where=where), values, one.of, _MOST_ROWS, services.settings.timeout_s
    )
    return _without_few(found, one, asker.least_group)


def _without_few(rows: pa.Table, one: Sum, least: int) -> pa.Table:
    """The rows, but those of fewer people than this asker is told of."""
    if least > 1 and _COUNT in rows.column_names:
        rows = rows.filter(pc.greater_equal(rows[_COUNT], least))
    return rows.select(one.rows.column_names)
