"""Serves the dashboard's page and its files, and the sums that its charts ask for."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Request
from starlette.responses import Response

from voxlake.serve.api.services import Services
from voxlake.serve.api.tags import is_known
from voxlake.serve.dashboard import summaries
from voxlake.serve.errors import RefusedError

_STATIC = files("voxlake.serve.dashboard") / "static"
_SAFE = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Nothing but this server's own files runs, styles or is asked, and no page frames this one."""
_FOR_EVER = "public, max-age=31536000, immutable"
_EACH_TIME = "no-cache"


def router(services: Services) -> APIRouter:
    """The page under /dashboard, which is shown to everybody, and the sums, which are not."""
    routes = APIRouter()
    routes.include_router(summaries.router(services))

    @routes.get("/dashboard/assets/{name}", include_in_schema=False)
    def asset(name: str, request: Request) -> Response:
        if name not in names():
            raise RefusedError(404, "not_found", "The dashboard has no such file: load it anew.")
        return _file(name, request, _EACH_TIME if name == "licences.txt" else _FOR_EVER)

    @routes.get("/dashboard", include_in_schema=False)
    @routes.get("/dashboard/{view:path}", include_in_schema=False)
    def page(request: Request) -> Response:
        return _file("index.html", request, _EACH_TIME)

    return routes


@cache
def names() -> frozenset[str]:
    """Names of the files that pages load; those with a hash in them never change."""
    return frozenset(
        file.name for file in _STATIC.iterdir() if file.name not in ("index.html", "sources.json")
    )


@cache
def _read(name: str) -> tuple[bytes, bytes, str]:
    """A file, the same packed, and its tag."""
    body = (_STATIC / name).read_bytes()
    return body, gzip.compress(body, mtime=0), f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def _file(name: str, request: Request, keeping: str) -> Response:
    body, packed, tag = _read(name)
    headers = {**_SAFE, "Cache-Control": keeping, "ETag": tag, "Vary": "Accept-Encoding"}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        body, headers["Content-Encoding"] = packed, "gzip"
    return Response(body, media_type=mimetypes.guess_type(name)[0], headers=headers)
