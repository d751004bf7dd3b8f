"""Keeps who asked for what: a line of JSON for each request, without what was asked or answered."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from voxlake.core.errors import ConfigError
from voxlake.run.auth_settings import AuthSettings
from voxlake.serve.auth.middleware import address_of, is_open, resource_of
from voxlake.serve.auth.principal import Principal
from voxlake.tables import Table

_LOGGER = "voxlake.audit"
_STATE = "audited"
_WHO_IS_NOT_KNOWN = {401, 429}


def audit_log(settings: AuthSettings) -> logging.Logger:
    """The log of requests, into the file that the settings name or among the other logs.

    Raises:
        ConfigError: the file cannot be written.
    """
    log = logging.getLogger(_LOGGER)
    log.setLevel(logging.INFO)
    for old in [h for h in log.handlers if isinstance(h, _PrivateFile)]:
        log.removeHandler(old)
        old.close()
    log.propagate = settings.audit_file is None
    if settings.audit_file is not None:
        log.addHandler(_file(settings, settings.audit_file))
    return log


def note(request: Request, table: Table, columns: Sequence[str], row_count: int) -> None:
    """Keep for the audit log what an answer tells: of which table, which columns, how many rows."""
    personal = {c.name for c in table.columns if c.is_personal}
    state = request.scope.setdefault("state", {})
    state.setdefault(_STATE, []).append(
        {
            "table": table.view,
            "personal_columns": sorted(personal.intersection(columns)),
            "row_count": row_count,
        }
    )


class Audited:
    """Logs each request once it is answered, also one that was refused or broke off."""

    def __init__(
        self,
        app: ASGIApp,
        log: logging.Logger,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._app = app
        self._log = log
        self._now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and log how it ended."""
        if scope["type"] != "http" or is_open(scope):
            await self._app(scope, receive, send)
            return
        at, started, status = self._now(), time.perf_counter(), None

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception:
            status = status or 500
            raise
        finally:
            line = _line(scope, status)
            seconds = round(time.perf_counter() - started, 4)
            text = {"time": at.isoformat(timespec="milliseconds"), **line, "seconds": seconds}
            self._log.info("%s", json.dumps(text))


def _line(scope: Scope, status: int | None) -> dict[str, Any]:
    """What is kept of a request; a path that is no route is not, nor is any value of one."""
    state = scope.get("state", {})
    principal: Principal | None = state.get("principal")
    route = getattr(scope.get("route"), "path", None)
    line = {
        "principal": principal.name if principal else None,
        "known_by": principal.known_by if principal else None,
        "method": scope["method"],
        "route": route,
        "resource": resource_of(scope) if route else None,
        "read": state.get(_STATE, []),
        "status": status,
    }
    return {**line, "address": address_of(scope)} if status in _WHO_IS_NOT_KNOWN else line


class _PrivateFile(RotatingFileHandler):
    """A file that only this user reads."""

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).touch(mode=0o600)
        return super()._open()


def _file(settings: AuthSettings, file: str) -> _PrivateFile:
    try:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        handler = _PrivateFile(
            file,
            maxBytes=settings.audit_bytes,
            backupCount=settings.audit_files,
            encoding="utf-8",
        )
    except OSError as error:
        raise ConfigError(
            f"The audit log {file} cannot be written ({error.strerror}): name another file by "
            "auth.audit_file."
        ) from error
    handler.setFormatter(logging.Formatter("%(message)s"))
    return handler
