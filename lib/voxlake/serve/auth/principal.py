"""Who asks: the person or program behind a key or a token, and its roles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from voxlake.run.auth_settings import Role

__all__ = ["Principal", "Role"]


@dataclass(frozen=True)
class Principal:
    """Who asks.

    Attributes:
        name: Name of the key, or subject of the token; never a secret.
        roles: What it may be; without one it sees nothing.
        resources: Names of the only resources that it may ask for; empty for all.
        may_see_personal: Whether it is given columns that are declared personal.
        known_by: What it showed; a key and a token of one name are two principals.
    """

    name: str
    roles: frozenset[Role]
    resources: frozenset[str] = field(default_factory=frozenset)
    may_see_personal: bool = False
    known_by: Literal["key", "token", "nothing"] = "nothing"

    def may_ask_for(self, resource: str) -> bool:
        """Whether a resource is within its scope, whatever its roles."""
        return not self.resources or resource in self.resources
