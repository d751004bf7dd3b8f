"""The outermost layer: counts and logs requests, and tells browsers what they may load."""

from __future__ import annotations

import logging
import time

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from voxlake.serve.api.problems import unforeseen

_log = logging.getLogger("voxlake.access")
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
SAFE_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""What every answer has; the dashboard's own files load, and nothing from anywhere else."""
_ONLY_TLS = "max-age=31536000"
_NO_ROUTE = "none"
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Observed:
    """Counts, logs and guards every request."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self._app = app
        self._count = Counter(
            "voxlake_requests",
            "Requests, by the route that answered.",
            ("route", "method", "status"),
            registry=registry,
        )
        self._seconds = Histogram(
            "voxlake_request_seconds",
            "Seconds until a request was answered.",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, whatever happens."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0
        method = scope["method"]

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in SAFE_HEADERS.items():
                    headers.setdefault(name, value)
                if scope["scheme"] == "https":
                    headers["Strict-Transport-Security"] = _ONLY_TLS
            await send(message)

        try:
            await self._app(scope, receive, sent)
        except Exception as error:
            answer = unforeseen(error)
            if status:  # it has begun, and cannot be taken back
                raise
            await answer(scope, receive, sent)
        finally:
            self._note(scope, method, status, time.perf_counter() - began)

    def _note(self, scope: Scope, method: str, status: int, seconds: float) -> None:
        """Keep the route as it is declared: what is between its braces may name a person."""
        route = getattr(scope.get("route"), "path", _NO_ROUTE)
        known = method if method in _METHODS else "other"
        self._count.labels(route, known, str(status)).inc()
        self._seconds.labels(route).observe(seconds)
        principal = scope.get("state", {}).get("principal")
        _log.info(
            "%s %s %s %.1f ms %s",
            known,
            route,
            status,
            seconds * 1000,
            getattr(principal, "name", "-"),
        )
