"""The application over a small lake, asked by one principal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from voxlake.run.api_settings import ApiSettings
from voxlake.serve.api.app import create_app
from voxlake.serve.api.services import Services
from voxlake.serve.auth.guards import Layer
from voxlake.serve.auth.principal import Principal, Role
from voxlake.serve.reading.lake import Lake

EVERYTHING = Principal("all", frozenset(Role), may_see_personal=True)
READER = Principal("reader", frozenset({Role.READER}))


def asked_by(principal: Principal | None) -> Layer:
    """A layer that knows who asks."""

    class Known:
        def __init__(self, app: ASGIApp) -> None:
            self._app = app

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("state", {})["principal"] = principal
            await self._app(scope, receive, send)

    return Known


def client(
    lake: Path | Lake,
    principal: Principal | None = EVERYTHING,
    parts: tuple[Any, ...] = (),
    **settings: Any,
) -> TestClient:
    """A client of an application over a lake, which tells of errors as a server does."""
    read = lake if isinstance(lake, Lake) else Lake(str(lake), refresh_s=0)
    services = Services(read, ApiSettings(**settings), (asked_by(principal),), parts)
    return TestClient(create_app(services), raise_server_exceptions=False)
