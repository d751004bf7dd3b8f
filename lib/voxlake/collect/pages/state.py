"""What is known of a site from run to run, so that a run asks only for what is new or changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

_GONE_FOR = timedelta(days=30)
_ONE_OLD_IN = 4


@dataclass(frozen=True)
class Known:
    """One address of a site: what was found there, and when. Times are ISO texts in UTC."""

    depth: int
    """Links between a start page and it."""
    checked_at: str | None = None
    """Time it was last asked for; None: never."""
    etag: str | None = None
    last_modified: str | None = None
    version: str | None = None
    """Hash of the text that was stored last; None where none was."""
    first_seen_at: str | None = None
    """Time its text was stored first."""
    gone_at: str | None = None
    """Time from which it was not there any more."""
    stuck: bool = False
    """Whether reading it never came to an end: it is not asked again."""


@dataclass
class SiteState:
    """The addresses of a site."""

    pages: dict[str, Known] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> SiteState:
        """The state that `values` gave."""
        return cls({address: Known(**one) for address, one in values.items()})

    @property
    def values(self) -> dict[str, dict[str, Any]]:
        """As JSON holds it; what is None is left out."""
        return {address: compact(known) for address, known in self.pages.items()}

    def add(self, found: Iterable[tuple[str, int]], most: int) -> int:
        """Take in addresses with their depths. Returns how many there was no more room for."""
        left_out = 0
        for address, depth in found:
            known = self.pages.get(address)
            if known is not None:
                if depth < known.depth:
                    self.pages[address] = replace(known, depth=depth)
            elif len(self.pages) < most:
                self.pages[address] = Known(depth)
            else:
                left_out += 1
        return left_out


def compact(known: Known) -> dict[str, Any]:
    """What is known of an address as JSON holds it, without what is not known."""
    return {key: value for key, value in asdict(known).items() if value not in (None, False)} | {
        "depth": known.depth
    }


class Frontier:
    """Which address of a site comes next: start pages, then new ones, and in between old ones."""

    def __init__(
        self,
        state: SiteState,
        first: Iterable[str],
        depth: int,
        now: datetime,
        recheck_hours: float,
    ) -> None:
        self._state = state
        self._depth = depth
        self._first = list(dict.fromkeys(first))
        self._asked: set[str] = set()
        self._count = 0
        due = now - timedelta(hours=recheck_hours)
        self._old = sorted(
            (one.checked_at, address)
            for address, one in state.pages.items()
            if one.checked_at and _is_due(one, due, now)
        )
        self._old.reverse()  # the oldest last, where pop takes it
        self._new: list[list[str]] = [[] for _ in range(depth + 1)]
        self.see(address for address, one in state.pages.items() if not one.checked_at)

    def see(self, addresses: Iterable[str]) -> None:
        """Take in addresses that the state has and that were never asked for."""
        for address in addresses:
            depth = self._state.pages[address].depth
            if depth <= self._depth and address not in self._asked:
                self._new[depth].append(address)

    def next(self) -> str | None:
        """The address to ask for now, each once; None where there is none left."""
        while (address := self._take()) is not None:
            if address not in self._asked and not self._state.pages[address].stuck:
                self._asked.add(address)
                return address
        return None

    @property
    def left(self) -> int:
        """How many there are still to ask for."""
        waiting = {one for level in self._new for one in level} | {one for _, one in self._old}
        return len(waiting - self._asked)

    def _take(self) -> str | None:
        if self._first:
            return self._first.pop(0)
        self._count += 1
        if self._old and self._count % _ONE_OLD_IN == 0:
            return self._old.pop()[1]
        for level in self._new:
            if level:
                return level.pop(0)
        return self._old.pop()[1] if self._old else None


def _is_due(known: Known, due: datetime, now: datetime) -> bool:
    if known.gone_at:
        return datetime.fromisoformat(str(known.checked_at)) <= now - _GONE_FOR
    return datetime.fromisoformat(str(known.checked_at)) <= due
