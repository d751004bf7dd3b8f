"""Runs the application as a server, from the config."""

from __future__ import annotations

import signal
import socket
import ssl
from collections.abc import Callable

import uvicorn

from voxlake.core.errors import ConfigError, PlatformError
from voxlake.run.api_settings import ApiSettings
from voxlake.run.auth_settings import is_loopback
from voxlake.run.config import Config
from voxlake.serve.api.app import create_app
from voxlake.serve.api.problems import refusal
from voxlake.serve.api.services import Services
from voxlake.serve.auth.guards import guards_of
from voxlake.serve.dashboard.routes import router as dashboard
from voxlake.serve.reading.lake import Lake

_WAITING = 2048
"""Connections that the system keeps waiting; those beyond are refused by it."""


def services_of(config: Config) -> Services:
    """What requests are answered with, as the config says.

    Raises:
        ConfigError: the lake is in a catalog, or others than this machine would be let in without
            a key or without TLS.
    """
    settings: ApiSettings = config.api
    if config.lake.root is None:
        raise ConfigError(
            "The API reads a lake in a folder or on S3: set lake.root. For a catalog, use its "
            "own SQL, or publish_postgres."
        )
    if not (is_loopback(settings.host) or settings.tls_certificate or settings.plain_http):
        raise ConfigError(
            f"api.host is {settings.host}, where others can read along: set api.tls_certificate "
            "and api.tls_key, or api.plain_http where a proxy before it has TLS."
        )
    guards = guards_of(config.auth, config.lake.root, settings.host, refusal)
    lake = Lake(config.lake.root, settings.refresh_s, settings.memory_mb, settings.threads)
    return Services(lake, settings, guards, (dashboard,))


def serve(services: Services, began: Callable[[str], None]) -> None:
    """Answer until SIGTERM or Ctrl-C; requests that are worked on are ended first.

    Args:
        services: What requests are answered with.
        began: Called with the address, once it is listened on.

    Raises:
        ConfigError: the certificate or its key cannot be read.
        PlatformError: the address cannot be listened on.
    """
    settings = services.settings
    config = uvicorn.Config(
        create_app(services),
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
        access_log=False,  # the application's own has no values of queries
        log_config=None,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        timeout_graceful_shutdown=settings.stop_s,
    )
    try:
        config.load()
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(
            f"The certificate {settings.tls_certificate} or its key cannot be used: {error}."
        ) from error
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)  # which uvicorn raises again when it has stopped
    with _listening(settings) as listening:
        scheme = "https" if settings.tls_certificate else "http"
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        began(f"{scheme}://{host}:{listening.getsockname()[1]}")
        uvicorn.Server(config).run(sockets=[listening])


def _listening(settings: ApiSettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=_WAITING)
    except OSError as error:
        raise PlatformError(
            f"Nothing can listen on {settings.host}, port {settings.port}: {error.strerror}. "
            "Choose another by api.port."
        ) from error
