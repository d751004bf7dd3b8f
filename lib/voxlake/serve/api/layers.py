"""Layers around the routes that bound what a request may cost, and see that it is text."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import unquote_to_bytes

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from voxlake.serve.api.problems import problem, refusal
from voxlake.serve.errors import RefusedError

HEALTH_PATHS = ("/health", "/ready")
_TOO_LARGE = 413


class Crowd:
    """Tells requests to come again where as many are worked on as may be."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most
        self._now = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Work on it, or not; whether this lives is always told."""
        if scope["type"] != "http" or scope["path"] in HEALTH_PATHS:
            await self._app(scope, receive, send)
        elif self._now >= self._most:
            busy = problem(
                503, "busy", "Too many ask at once: try again in a second.", {"Retry-After": "1"}
            )
            await busy(scope, receive, send)
        else:
            self._now += 1
            try:
                await self._app(scope, receive, send)
            finally:
                self._now -= 1


class InTime:
    """Gives a request up after some seconds, where its answer has not begun."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Work on it for so long."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            if not begun:
                begun = True
                clock.reschedule(None)  # an answer that has begun may be a stream
            await send(message)

        try:
            async with asyncio.timeout(self._seconds) as clock:
                await self._app(scope, receive, sent)
        except TimeoutError:
            if begun:
                raise
            said = f"This took more than {self._seconds:g} s: ask for fewer days or rows."
            await problem(504, "too_slow", said)(scope, receive, send)


class Bounded:
    """Refuses what is too large while it is read, and what is no text."""

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self._app = app
        self._most = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the body's bytes as they come."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if not _is_text(scope):
            said = "The address is no UTF-8: encode it so."
            await refusal(RefusedError(400, "broken_text", said))(scope, receive, send)
            return
        if _said_bytes(scope) > self._most:
            await self._too_large()(scope, receive, send)
            return
        count = 0

        async def received() -> Message:
            nonlocal count
            message = await receive()
            count += len(message.get("body", b""))
            if count > self._most:
                raise HTTPException(_TOO_LARGE)
            return message

        await self._app(scope, received, send)

    def _too_large(self) -> Any:  # noqa: ANN401  (a response, as an application)
        said = f"The body may have at most {self._most} bytes: send less at once."
        return problem(_TOO_LARGE, "too_large", said, {"Connection": "close"})


class Headless:
    """Answers HEAD as GET, without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Leave the body out."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        is_over = False

        async def sent(message: Message) -> None:
            nonlocal is_over
            if message["type"] != "http.response.body":
                await send(message)
            elif not is_over:
                is_over = True
                await send({"type": "http.response.body", "body": b""})

        scope["method"] = "GET"  # in place: layers outside read what routes write into the scope
        try:
            await self._app(scope, receive, sent)
        finally:
            scope["method"] = "HEAD"


def _is_text(scope: Scope) -> bool:
    raw = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogateescape")
    try:
        for part in (raw, scope["query_string"].replace(b"+", b" ")):
            unquote_to_bytes(part).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _said_bytes(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value[:20])
    return 0
