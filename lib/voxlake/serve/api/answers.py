"""Answers a question over HTTP: as JSON or CSV, or by saying that nothing has changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from urllib.parse import parse_qsl, quote, urlencode

from fastapi import Request
from starlette.responses import Response

from voxlake.serve.api.tags import OWN, is_asked, is_known, tag_of, unchanged
from voxlake.serve.api.written import as_json, page_csv, page_json
from voxlake.serve.auth.audit import note
from voxlake.serve.auth.principal import Principal
from voxlake.serve.errors import RefusedError
from voxlake.serve.reading.lake import Lake
from voxlake.serve.reading.question import Page, Question
from voxlake.serve.reading.snapshots import Edition
from voxlake.serve.reading.tokens import fingerprint

JSON, CSV = "application/json", "text/csv"
_MOST_PARAMETERS = 200
_RANGE = re.compile(r"\s*([\w*.+-]+/[\w*.+-]+)\s*(?:;\s*q=([01](?:\.\d{0,3})?))?[^,]*", re.ASCII)


def query_of(request: Request) -> list[tuple[str, str]]:
    """Names and values of the query string, in their order.

    Raises:
        RefusedError: it has too many, or is no text.
    """
    try:
        text = request.scope["query_string"].decode("utf-8")
        return parse_qsl(
            text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS
        )
    except ValueError as error:
        raise RefusedError(
            400,
            "wrong_query",
            f"The query is no UTF-8, or has more than {_MOST_PARAMETERS} parameters.",
        ) from error


def paged(
    request: Request,
    lake: Lake,
    question: Question,
    read: Callable[[Question], Page],
    principal: Principal,
) -> Response:
    """A page as the request wants it, 304 where it has it already.

    Args:
        request: What was sent.
        lake: Says which version a table has.
        question: What it asks.
        read: Answers the question, as this principal may know it.
        principal: Who asks.

    Raises:
        RefusedError: the question cannot be answered, or not in the form that is wanted.
    """
    form = form_of(request, (JSON, CSV))
    if is_asked(request) and question.after is None and question.version is None:
        tag = _tag(question, form, lake.edition(question.table), principal)
        if is_known(request, tag, is_there=False):
            return unchanged(tag)
    page = read(question)
    note(request, question.table, page.rows.column_names, page.rows.num_rows)
    tag = _tag(question, form, page.edition, principal)
    if is_known(request, tag):
        return unchanged(tag)
    headers = {"ETag": tag, **OWN}
    if page.version is not None:
        headers["Voxlake-Version"] = str(page.version)
    if page.after is not None:
        others = [(name, value) for name, value in query_of(request) if name != "after"]
        path = quote(request.scope["path"], safe="/:")
        headers["Link"] = f'<{path}?{urlencode([*others, ("after", page.after)])}>; rel="next"'
        headers["Voxlake-After"] = page.after
    body = page_json(page) if form == JSON else page_csv(page)
    return Response(body, media_type=form, headers=headers)


def gathered(request: Request, told: object, editions: Sequence[Edition | None]) -> Response:
    """What was gathered from several tables, 304 where the request has it already."""
    form_of(request, (JSON,))
    body = as_json(told)
    tag = tag_of(editions, body.decode("utf-8"))
    if is_known(request, tag):
        return unchanged(tag)
    return Response(body, media_type=JSON, headers={"ETag": tag, **OWN})


def form_of(request: Request, forms: Sequence[str]) -> str:
    """The form that a request wants most, of those that there are.

    Raises:
        RefusedError: it wants none of them.
    """
    wanted = request.headers.get("accept", "*/*")
    best, most = None, 0.0
    for found in filter(None, map(_RANGE.match, wanted.split(","))):
        range_, weight = found[1].lower(), float(found[2] or 1)
        fits = next((form for form in forms if _fits(form, range_)), None)
        if fits and weight > most:
            best, most = fits, weight
    if best is None:
        raise RefusedError(406, "no_such_form", f"Answers are {' or '.join(forms)}: see Accept.")
    return best


def _fits(form: str, range_: str) -> bool:
    return range_ in (form, "*/*", f"{form.split('/', maxsplit=1)[0]}/*")


def _tag(question: Question, form: str, edition: Edition | None, principal: Principal) -> str:
    """What tells an answer from others."""
    return tag_of(
        question.table.name,
        edition,
        form,
        question.limit,
        question.after,
        fingerprint(question),
        question.table.column_names,
        principal.least_group,
    )
