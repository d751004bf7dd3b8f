"""The one form of every answer that is none: `{"error": {"code": ..., "message": ...}}`."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from voxlake.serve.errors import RefusedError

_log = logging.getLogger(__name__)
_SAID = {
    404: ("not_found", "There is nothing here: see docs/api.md for what there is."),
    405: ("wrong_method", "This address takes other methods: see the header Allow."),
    413: ("too_large", "The body is too large: send less at once."),
    400: ("not_understood", "The request is not understood: check its body."),
}
_INVALID_PLACES = 5


class Said(BaseModel):
    """Why a request is not answered."""

    code: str = Field(description="A word that stays the same, such as `unknown_column`.")
    message: str = Field(description="What is wrong and what to do.")


class Problem(BaseModel):
    """The answer to a request that is not answered."""

    error: Said


def problem(
    status: int, code: str, message: str, headers: dict[str, str] | None = None
) -> Response:
    """The answer of a status."""
    body = {"error": {"code": code, "message": message}}
    return JSONResponse(body, status, {"Cache-Control": "no-store", **(headers or {})})


def refusal(error: RefusedError) -> Response:
    """The answer to a request that is refused."""
    headers = {}
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="voxlake"'
    if wait_s := getattr(error, "retry_after_s", 0):
        headers["Retry-After"] = str(wait_s)
    elif error.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = "10"
    return problem(error.status, error.code, str(error), headers)


def unforeseen(error: Exception) -> Response:
    """The answer where something failed that nobody thought of; the log has the trace."""
    _log.error("a request failed: %s", type(error).__name__, exc_info=error)
    return problem(500, "failed", "Something failed here: ask an operator, who has the log.")


def tell_problems(app: FastAPI) -> None:
    """Have every error of an application answered in the one form."""

    def refused(_: Request, error: Exception) -> Response:
        assert isinstance(error, RefusedError)
        return refusal(error)

    def of_http(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        status = error.status_code
        code, message = _SAID.get(status, ("refused", HTTPStatus(status).phrase + "."))
        headers = dict(error.headers or {})
        if headers.get("Allow") == "GET":
            headers["Allow"] = "GET, HEAD"
        return problem(status, code, message, headers)

    def invalid(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return problem(422, "wrong_body", _told(error))

    app.add_exception_handler(RefusedError, refused)
    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(RequestValidationError, invalid)


def _told(error: RequestValidationError) -> str:
    """Where a body is wrong and why; not what it holds there."""
    places = [
        f"{'.'.join(map(str, one['loc']))[:100]}: {one['msg'][:200]}"
        for one in error.errors()[:_INVALID_PLACES]
    ]
    return f"The request is wrong: {'; '.join(places)}."


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of the statuses that are errors.

    They refer to the model, which /ready brings in: one of its own for each of a thousand answers
    would take seconds to make.
    """
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": content}
        for status in statuses
    }
