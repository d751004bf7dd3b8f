"""The layers around the API's routes that ask who sends a request, and keep what came of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from starlette.responses import Response
from starlette.types import ASGIApp

from voxlake.run.auth_settings import AuthSettings
from voxlake.serve.auth.audit import Audited, audit_log
from voxlake.serve.auth.gate import gate_of
from voxlake.serve.auth.limits import Limits
from voxlake.serve.auth.middleware import Authenticated
from voxlake.serve.errors import RefusedError

Layer = Callable[[ASGIApp], ASGIApp]


def guards_of(
    settings: AuthSettings,
    home: str | None,
    host: str,
    refused: Callable[[RefusedError], Response],
) -> tuple[Layer, Layer]:
    """The layers, the outermost first.

    Args:
        settings: Section `auth` of the config.
        home: Folder of the lake for what is no table; None for a lake that names none.
        host: Address that the API listens on.
        refused: Makes the answer to a request that is refused.

    Raises:
        ConfigError: everybody would be let in from elsewhere, nothing says where keys are, or the
            audit log cannot be written.
    """
    gate, limits = gate_of(settings, home, host), Limits(settings)
    return (
        partial(Audited, log=audit_log(settings)),
        partial(Authenticated, gate=gate, limits=limits, refused=refused),
    )
