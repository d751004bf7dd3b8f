"""Who asks a tool: over HTTP as the guards know it, else by the key of the process."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from mcp.server.mcpserver import Context
from starlette.requests import Request

from voxlake.serve.auth import audit
from voxlake.serve.auth.gate import Gate
from voxlake.serve.auth.limits import Limits
from voxlake.serve.auth.middleware import require_in_scope
from voxlake.serve.auth.principal import Principal
from voxlake.serve.errors import RefusedError
from voxlake.tables import Table

RESOURCE = "mcp"
"""What a key that is for some resources alone must name, beside tables, to ask by tools."""
KEY_VARIABLE = "VOXLAKE_API_KEY"
"""Variable of the environment that holds the key of whoever asks over stdin and stdout."""


class Asker(Protocol):
    """Knows who asks, and keeps for the audit log what was told."""

    def principal_of(self, ctx: Context[Any, Any]) -> Principal:
        """Who calls a tool.

        Raises:
            RefusedError: nobody that may, or not as often.
        """

    def note(
        self, ctx: Context[Any, Any], table: Table, columns: Sequence[str], row_count: int
    ) -> None:
        """Keep what an answer tells: of which table, which columns, how many rows."""


class OverHttp:
    """Who asks is what the layers around the server found."""

    def principal_of(self, ctx: Context[Any, Any]) -> Principal:
        """Whom the guards let in; they have counted the request, too."""
        request = ctx.request_context.request
        principal: Principal | None = getattr(getattr(request, "state", None), "principal", None)
        if principal is None:
            raise RefusedError(
                401, "unknown_caller", "Send a key or a token: see docs/api_auth.md."
            )
        return principal

    def note(
        self, ctx: Context[Any, Any], table: Table, columns: Sequence[str], row_count: int
    ) -> None:
        """Keep it with the request, whose line in the log comes at its end."""
        request = ctx.request_context.request
        assert isinstance(request, Request)  # this asker is of HTTP
        audit.note(request, table, columns, row_count)


@dataclass(frozen=True)
class OfProcess:
    """Who asks is who started this process, by the key in its environment."""

    gate: Gate
    limits: Limits
    log: logging.Logger
    environment: Mapping[str, str]

    def known(self) -> Principal:
        """Whose key it is, looked up anew: a key may end, or be taken back.

        Raises:
            RefusedError: there is no key, or it is no good (401).
        """
        key = self.environment.get(KEY_VARIABLE)
        shown = {"authorization": f"Bearer {key}"} if key else {}
        try:
            return self.gate.principal_of({"host": "localhost", **shown})
        except RefusedError as error:
            if key or error.status != 401:  # noqa: PLR2004
                raise
            said = f"Say who asks: set {KEY_VARIABLE} to a key; see docs/mcp.md."
            raise RefusedError(401, error.code, said) from error

    def principal_of(self, ctx: Context[Any, Any]) -> Principal:
        """Whose key it is, one call more of it counted."""
        principal = self.known()
        self.limits.count(principal)
        require_in_scope(principal, RESOURCE)
        return principal

    def note(
        self,
        ctx: Context[Any, Any],
        table: Table,
        columns: Sequence[str],
        row_count: int,
    ) -> None:
        """Log it at once, in a line like those of requests."""
        principal = self.known()
        line = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "principal": principal.name,
            "known_by": principal.known_by,
            "method": "stdio",
            "resource": RESOURCE,
            "read": [audit.told(table, columns, row_count)],
        }
        self.log.info("%s", json.dumps(line))
