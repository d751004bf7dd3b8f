"""Asks every request who sends it, before anything else looks at it."""

from __future__ import annotations

from collections.abc import Callable

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from voxlake.serve.auth.gate import Gate
from voxlake.serve.auth.limits import Limits
from voxlake.serve.auth.principal import Principal
from voxlake.serve.errors import RefusedError

OPEN_PATHS = ("/health", "/ready", "/dashboard", "/dashboard/")
"""Paths that say nothing of the lake: a whole path, or with a slash at its end all below it."""
_TELLS_NO_ROWS = {"openapi.json"}
_CHECKS_AT_ONCE = 8
_READING = {"GET", "HEAD"}
_POLICY_VIOLATION = 1008  # RFC 6455


def is_open(scope: Scope) -> bool:
    """Whether a request is answered to everybody."""
    path = _path(scope)
    is_below = any(open_.endswith("/") and path.startswith(open_) for open_ in OPEN_PATHS)
    return scope.get("method") in _READING and (path in OPEN_PATHS or is_below)


def resource_of(scope: Scope) -> str:
    """What a path asks for: `moods` of `/v1/moods/...`, and `graphql` of `/graphql`."""
    first, *rest = _path(scope).removeprefix("/").split("/")
    return rest[0] if first == "v1" and rest else first


class Authenticated:
    """Sets `request.state.principal`, or answers that nobody is known to ask.

    Holds a principal to its resources and to its share of requests. Which roles a route needs is
    said by `needs`.
    """

    def __init__(
        self,
        app: ASGIApp,
        gate: Gate,
        limits: Limits,
        refused: Callable[[RefusedError], Response],
    ) -> None:
        self._app = app
        self._gate = gate
        self._limits = limits
        self._refused = refused
        self._checks = CapacityLimiter(_CHECKS_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] == "lifespan" or is_open(scope):
            await self._app(scope, receive, send)
            return
        try:
            principal = await self._principal(scope)
            scope.setdefault("state", {})["principal"] = principal
            self._limits.count(principal)
            _require_in_scope(principal, resource_of(scope))
        except RefusedError as error:
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            else:
                await self._refused(error)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _principal(self, scope: Scope) -> Principal:
        address = address_of(scope)
        self._limits.require_patience(address)
        headers = Headers(scope=scope)
        try:
            return await to_thread.run_sync(self._gate.principal_of, headers, limiter=self._checks)
        except RefusedError as error:
            if error.status < 500 and "authorization" in headers:  # noqa: PLR2004
                self._limits.failed(address)
            raise


def address_of(scope: Scope) -> str:
    """Where a request comes from, as the server says it."""
    client = scope.get("client")
    return client[0] if client else "unknown"


def _path(scope: Scope) -> str:
    """The path as routes are compared with it."""
    path: str = scope.get("path", "")
    root: str = scope.get("root_path", "")
    return path.removeprefix(root) if path.startswith(f"{root}/") else path


def _require_in_scope(principal: Principal, resource: str) -> None:
    if not principal.may_ask_for(resource) and resource not in _TELLS_NO_ROWS:
        raise RefusedError(
            403,
            "out_of_scope",
            "This key is for other resources: ask for one for this.",
        )
