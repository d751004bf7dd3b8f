"""The two ways to an assistant: the streams of this process, and HTTP."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from voxlake.core.errors import ConfigError
from voxlake.run.auth_settings import is_loopback
from voxlake.run.config import Config
from voxlake.serve.api.layers import Bounded, Crowd, InTime
from voxlake.serve.api.server import listen, services_of
from voxlake.serve.api.services import Services
from voxlake.serve.auth.audit import audit_log
from voxlake.serve.auth.gate import gate_of
from voxlake.serve.auth.limits import Limits
from voxlake.serve.errors import RefusedError
from voxlake.serve.mcp.askers import RESOURCE, OfProcess, OverHttp
from voxlake.serve.mcp.server import create_server

_PATH = f"/{RESOURCE}"


class _Routed:
    """Tells the audit log, which knows routes by what FastAPI says, of the one route."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Name the route where it is asked for."""
        if scope["type"] == "http" and scope["path"] == _PATH:
            scope["route"] = self
        await self._app(scope, receive, send)

    path = _PATH


def http_app(services: Services) -> Starlette:
    """The application that answers at /mcp, behind the guards and limits of the API."""
    settings = services.settings
    guarded_hosts = None if is_loopback(settings.host) else TransportSecuritySettings(
        enable_dns_rebinding_protection=False  # no key, no answer, whatever name led here
    )  # fmt: skip
    app = create_server(services, OverHttp()).streamable_http_app(
        streamable_http_path=_PATH,
        json_response=True,
        stateless_http=True,
        max_request_body_size=settings.body_bytes,
        transport_security=guarded_hosts,
        host="127.0.0.1" if is_loopback(settings.host) else settings.host,
    )
    app.add_middleware(_Routed)
    for guard in reversed(services.guards):
        app.add_middleware(guard)
    app.add_middleware(Bounded, most_bytes=settings.body_bytes)
    app.add_middleware(InTime, seconds=settings.timeout_s)
    app.add_middleware(Crowd, most=settings.requests_at_once)
    return app


def over_http(config: Config, began: Callable[[str], None]) -> None:
    """Answer at /mcp until SIGTERM or Ctrl-C.

    Raises:
        ConfigError: the lake is in a catalog, or others than this machine would be let in without
            a key or without TLS.
        PlatformError: the address cannot be listened on.
    """
    services = services_of(config)
    listen(http_app(services), services.settings, began, lifespan="on")


def over_streams(config: Config, environment: Mapping[str, str] = os.environ) -> None:
    """Answer over stdin and stdout until stdin ends.

    Raises:
        ConfigError: the lake is in a catalog, or no good key is in the environment.
    """
    services = services_of(config)
    asker = OfProcess(
        gate_of(config.auth, config.lake.root, "localhost"),
        Limits(config.auth),
        audit_log(config.auth),
        environment,
    )
    try:
        asker.known()
    except RefusedError as error:
        raise ConfigError(str(error)) from error
    create_server(services, asker).run("stdio")
