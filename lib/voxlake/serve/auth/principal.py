"""Who asks: the person or program behind a key or a token, and its roles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from voxlake.run.auth_settings import AuthSettings, Role

__all__ = ["Principal", "Role", "admitted"]
KnownBy = Literal["key", "token", "nothing"]


@dataclass(frozen=True)
class Principal:
    """Who asks.

    Attributes:
        name: Name of the key, or subject of the token; never a secret.
        roles: What it may be; without one it sees nothing.
        resources: Names of the only resources that it may ask for; empty for all.
        may_see_personal: Whether it is given columns that are declared personal.
        known_by: What it showed; a key and a token of one name are two principals.
        least_group: People from which it is told of a group; 0: of every group.
    """

    name: str
    roles: frozenset[Role]
    resources: frozenset[str] = field(default_factory=frozenset)
    may_see_personal: bool = False
    known_by: KnownBy = "nothing"
    least_group: int = 0

    def may_ask_for(self, resource: str) -> bool:
        """Whether a resource is within its scope, whatever its roles."""
        return not self.resources or resource in self.resources


def admitted(
    settings: AuthSettings,
    name: str,
    roles: Iterable[Role],
    known_by: KnownBy,
    resources: Iterable[str] = (),
) -> Principal:
    """The principal of a name and its roles, with the rights that the settings give these."""
    sees_people = not frozenset(roles).isdisjoint(settings.personal_roles)
    return Principal(
        name=name,
        roles=frozenset(roles),
        resources=frozenset(resources),
        may_see_personal=sees_people,
        known_by=known_by,
        least_group=0 if sees_people else settings.least_group,
    )
