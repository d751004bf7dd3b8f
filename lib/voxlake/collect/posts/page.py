"""What networks give: pages of posts, and where the next one is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from voxlake.collect.posts.sweep import Sweep


@dataclass(frozen=True)
class Post:
    """Where a post stands among those of its query."""

    mark: str | None
    """Grows with time: longer is later, and of two of one length the greater is; None: unknown."""
    at: datetime | None
    """When it was posted, UTC; None: unknown."""


@dataclass(frozen=True)
class Page:
    """An answer of a network."""

    lines: tuple[bytes, ...]
    """What is kept of it: lines of JSON, as they came."""
    posts: tuple[Post, ...]
    """Its posts, the newest first; of a page that only adds to another none."""
    count: int
    """How many posts the lines have."""
    next: str | None = None
    """Where the page of older posts is; None: there is none."""
    also: tuple[str, ...] = ()
    """Further pages that belong to this one, such as replies."""
    kept: Mapping[str, Any] = field(default_factory=dict)
    """What the network wants to know at the next sweep."""
    told: tuple[str, ...] = ()
    """What people should know."""
    suffix: str = ""
    """What the name of its file ends with."""


class Network(Protocol):
    """One network, asked by its official interface."""

    def require(self, query: str) -> None:
        """See that a query is one; asks nobody.

        Raises:
            ConfigError: it is none; says how one is written.
        """
        ...

    def page(self, query: str, sweep: Sweep) -> Page:
        """The page of a query that `sweep.wanted` names; None there means the newest.

        Raises:
            FailedError: no answer can be used.
            RefusedError: the network refuses.
            LimitedError: the network allows no more in this run.
            SpentError: the config does not.
        """
        ...
