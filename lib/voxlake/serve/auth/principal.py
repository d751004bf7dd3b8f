"""Who asks: the person or program behind a key or a token, and its roles."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the lake; a principal may have several.

    A reader sees gold without personal columns; an analyst the personal ones, too; a marketer may
    ask for scores, drafts, plans and choices; an operator sees job runs, quality and metrics.
    """

    READER = "reader"
    ANALYST = "analyst"
    MARKETER = "marketer"
    OPERATOR = "operator"


@dataclass(frozen=True)
class Principal:
    """Who asks.

    Attributes:
        name: Name of the key, or subject of the token; never a secret.
        roles: What it may be; without one it sees nothing.
        resources: Names of the only resources that it may ask for; empty for all.
        may_see_personal: Whether it is given columns that are declared personal.
    """

    name: str
    roles: frozenset[Role]
    resources: frozenset[str] = field(default_factory=frozenset)
    may_see_personal: bool = False
