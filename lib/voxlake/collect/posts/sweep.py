"""How far a query has come: sweeps from the newest post back to what is known already.

Networks give the newest posts first. What is there when a run dies half-way is not all that is
newer than a mark, so a mark alone would lose what lies between. A sweep therefore keeps three
things: the mark up to which all is there (`since`), the newest post that it began with (`top`) and
the page to go on with (`next`). Only at its end does `top` become `since`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from voxlake.collect.posts.page import Page


@dataclass(frozen=True)
class Sweep:
    """What is known of a query."""

    floor: datetime | None = None
    """Older posts are not asked for."""
    since: str | None = None
    """Mark of a post up to which all are there."""
    since_at: datetime | None = None
    """When it was posted."""
    top: str | None = None
    """Mark of the newest post of the sweep that goes on."""
    top_at: datetime | None = None
    next: str | None = None
    """The page of older posts; None: the sweep begins."""
    also: tuple[str, ...] = ()
    """Pages that come before it."""
    is_ending: bool = False
    """Whether no page of older posts is wanted, and only those of `also` are left."""
    kept: Mapping[str, Any] = field(default_factory=dict)
    """What the network wants to know again."""

    @property
    def wanted(self) -> str | None:
        """The page that is asked for; None: the newest posts."""
        return self.also[0] if self.also else self.next

    @property
    def has_begun(self) -> bool:
        """Whether some pages of it are there, and others are not."""
        return self.wanted is not None

    def knows(self, page: Page) -> bool:
        """Whether all posts of a page are there already."""
        marks = [post.mark for post in page.posts]
        return bool(marks) and all(m is not None and not is_later(m, self.since) for m in marks)

    def after(self, page: Page) -> Sweep:
        """What is known once a page is there."""
        if self.also:
            return replace(self, also=(*page.also, *self.also[1:]))._ended()
        newest = latest([(self.top, self.top_at), *((p.mark, p.at) for p in page.posts)])
        went_on = replace(
            self,
            top=newest[0],
            top_at=newest[1],
            next=page.next,
            also=page.also,
            is_ending=page.next is None or self._is_reached(page),
            kept=page.kept,
        )
        return went_on._ended()

    def begun_anew(self) -> Sweep:
        """The same sweep from the newest post, where its place is not known any more."""
        return replace(self, next=None, also=(), is_ending=False)

    def _is_reached(self, page: Page) -> bool:
        """Whether what follows a page is there already, or older than wanted.

        The last post decides: in the midst of a page may stand older ones, such as those pinned.
        """
        if not page.posts:
            return False
        last = page.posts[-1]
        if last.mark is not None and self.since is not None and not is_later(last.mark, self.since):
            return True
        return last.at is not None and self.floor is not None and last.at < self.floor

    def _ended(self) -> Sweep:
        if not self.is_ending or self.also:
            return self
        since, since_at = latest([(self.since, self.since_at), (self.top, self.top_at)])
        return Sweep(floor=self.floor, since=since, since_at=since_at, kept=self.kept)


def is_later(mark: str, than: str | None) -> bool:
    """Whether a mark is of a later post: of numbers as texts the longer is the greater."""
    return than is None or (len(mark), mark) > (len(than), than)


def latest(
    marks: Iterable[tuple[str | None, datetime | None]],
) -> tuple[str | None, datetime | None]:
    """The latest of marks, each with its time."""
    found: tuple[str | None, datetime | None] = (None, None)
    for mark, at in marks:
        if mark is not None and is_later(mark, found[0]):
            found = (mark, at)
    return found


def as_values(sweep: Sweep) -> dict[str, Any]:
    """A sweep as JSON takes it."""
    return {
        "floor": _written(sweep.floor),
        "since": sweep.since,
        "since_at": _written(sweep.since_at),
        "top": sweep.top,
        "top_at": _written(sweep.top_at),
        "next": sweep.next,
        "also": list(sweep.also),
        "is_ending": sweep.is_ending,
        "kept": dict(sweep.kept),
    }


def of_values(values: Mapping[str, Any]) -> Sweep:
    """A sweep as `as_values` wrote it; one that knows nothing of an empty mapping."""
    return Sweep(
        floor=_time(values.get("floor")),
        since=values.get("since"),
        since_at=_time(values.get("since_at")),
        top=values.get("top"),
        top_at=_time(values.get("top_at")),
        next=values.get("next"),
        also=tuple(values.get("also", ())),
        is_ending=bool(values.get("is_ending")),
        kept=dict(values.get("kept", {})),
    )


def _written(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
