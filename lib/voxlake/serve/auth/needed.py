"""What a route asks of those who call it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fastapi import Request

from voxlake.serve.auth.principal import Principal, Role
from voxlake.serve.errors import RefusedError


def needs(*roles: Role) -> Callable[[Request], Principal]:
    """A dependency of a route that gives who asks, where it has one of the roles.

    Raises:
        RefusedError: nobody is known to ask (401), or none of the roles is theirs (403).
    """

    def asked_by(request: Request) -> Principal:
        principal: Principal | None = getattr(request.state, "principal", None)
        if principal is None:
            raise RefusedError(
                401, "unknown_caller", "Send a key or a token: see docs/api_auth.md."
            )
        require_role(principal, roles)
        return principal

    return asked_by


def require_role(principal: Principal, roles: Sequence[Role]) -> None:
    """See that one of the roles is a principal's.

    Raises:
        RefusedError: none is (403).
    """
    if principal.roles.isdisjoint(roles):
        names = " or ".join(roles)
        raise RefusedError(403, "role_missing", f"This needs the role {names}: ask an operator.")
