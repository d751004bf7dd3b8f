"""Collects the posts of queries, page by page, and keeps each page before it asks for the next."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from voxlake.collect.cursors import Cursors
from voxlake.collect.posts.asking import Asker, Budget
from voxlake.collect.posts.errors import FailedError, LimitedError, RefusedError, SpentError
from voxlake.collect.posts.page import Network, Page
from voxlake.collect.posts.settings import PostsSettings
from voxlake.collect.posts.sweep import Sweep, as_values, is_later, of_values
from voxlake.collect.raw_files import RawFiles
from voxlake.collect.settings import CollectSettings

_TELL_EVERY_S = 10.0
_MOST_IDLE_PAGES = 10
"""Pages one behind the other that bring nothing older, after which a network goes in circles."""
_FORGOTTEN = (400, 404, 410)
"""Statuses of a place that a network does not know any more."""


@dataclass
class Collected:
    """What came of the queries to one network."""

    posts: int = 0
    requests: int = 0
    waited_s: float = 0.0
    told: list[str] = field(default_factory=list)
    """What people should know, of a query each."""
    failed: list[str] = field(default_factory=list)
    """What went wrong, of a query each."""

    def line(self) -> str:
        """What came, for the summary."""
        waited = f", {self.waited_s:,.0f} s of waiting" if self.waited_s else ""
        return f"{self.posts:,} posts by {self.requests:,} requests{waited}"


@dataclass
class Collector:
    """Collects what the config names, one network after the other."""

    settings: CollectSettings
    cursors: Cursors
    files: RawFiles
    now: Callable[[], datetime]
    """The time, in UTC with its zone."""
    tell: Callable[[str], None]
    """Shows how far it is."""
    seconds: Callable[[], float] = time.monotonic
    _told_at: float = field(default=-_TELL_EVERY_S, init=False)

    def tell_at_times(self, line: str) -> None:
        """Show a line, unless another was shown just now."""
        if self.seconds() - self._told_at >= _TELL_EVERY_S:
            self._told_at = self.seconds()
            self.tell(line)

    def collect(self, name: str, posts: PostsSettings, network: Network, asker: Asker) -> Collected:
        """Collect the queries to one network.

        What one query fails at stops no other; a limit of the network stops those after it.
        """
        found = Collected()
        for number, query in enumerate(posts.queries):
            asker.budget = Budget(posts.max_requests or self.settings.max_requests)
            waited = asker.waited_s
            one = _Query(self, name, query, posts, network, asker.budget, found)
            try:
                one.collect()
            except SpentError as error:
                found.told.append(f"{query}: the next run goes on ({error})")
            except LimitedError as error:
                found.told.append(f"{query}: the next run goes on ({error})")
                if left := posts.queries[number + 1 :]:
                    found.told.append(f"not asked in this run: {', '.join(left)}")
                break
            except (FailedError, RefusedError) as error:
                found.failed.append(f"{name}, {query}: {error}.")
            finally:
                found.posts += one.posts
                found.requests += asker.budget.used
                found.waited_s += asker.waited_s - waited
        return found


@dataclass
class _Query:
    """One query in one run."""

    of: Collector
    name: str
    query: str
    settings: PostsSettings
    network: Network
    budget: Budget
    found: Collected
    posts: int = 0
    idle: int = 0
    """Pages one behind the other that brought nothing older."""
    oldest: str | None = None

    def collect(self) -> None:
        """Go on where the last run stopped; where that ends a sweep, sweep what came since."""
        sweep = of_values(self.of.cursors.read(self._key))
        if sweep.floor is None:
            days = timedelta(days=self.of.settings.first_days)
            sweep = replace(sweep, floor=self.of.now() - days)
        if sweep.has_begun:
            sweep = self._resumed(sweep)
            if sweep.has_begun:
                self._require_more()
                sweep = self._to_the_end(sweep)
            self._require_more()
            self.oldest, self.idle = None, 0
        self._to_the_end(sweep)

    @property
    def _key(self) -> str:
        return f"{self.settings.network} {self.settings.server} {self.query}"

    def _resumed(self, sweep: Sweep) -> Sweep:
        """What is known after the page at which the last run stopped.

        Where the network does not know that page any more, the sweep begins anew: nothing is lost.
        """
        try:
            return self._step(sweep)
        except RefusedError as error:
            if error.status not in _FORGOTTEN:
                raise
            self.found.told.append(
                f"{self.query}: begun anew, since the place of the last run is not known any more "
                f"({error})"
            )
            return self._step(sweep.begun_anew())

    def _to_the_end(self, sweep: Sweep) -> Sweep:
        while True:
            sweep = self._step(sweep)
            if not sweep.has_begun:
                return sweep
            self._require_more()

    def _step(self, sweep: Sweep) -> Sweep:
        """One page: asked for, kept, and only then noted as there."""
        page = self.network.page(self.query, sweep)
        self.found.told += [f"{self.query}: {line}" for line in page.told]
        if page.lines and not sweep.knows(page):
            day = self.of.now().date()
            self.of.files.write(self.settings.network, day, page.lines, page.suffix)
            self.posts += page.count
        after = sweep.after(page)
        if is_round := self._goes_round(sweep, page):
            after = sweep.begun_anew()
        self.of.cursors.keep(self._key, as_values(after))
        if is_round:
            raise FailedError("page follows page, and none is older: the network goes in circles")
        self.of.tell_at_times(
            f"{self.name}, {self.query}: {self.posts:,} posts by {self.budget.used:,} requests"
        )
        return after

    def _goes_round(self, sweep: Sweep, page: Page) -> bool:
        """Whether pages go on without an end, by what they bring."""
        marks = [post.mark for post in page.posts if post.mark is not None]
        older = [m for m in marks if self.oldest is None or is_later(self.oldest, m)]
        self.idle = 0 if older or sweep.also else self.idle + 1
        for mark in older:
            if self.oldest is None or is_later(self.oldest, mark):
                self.oldest = mark
        is_same = sweep.wanted is not None and sweep.wanted in (page.next, *page.also)
        return is_same or (self.idle >= _MOST_IDLE_PAGES and page.next is not None)

    def _require_more(self) -> None:
        """Go on only within what the config allows of a query.

        Raises:
            SpentError: it allows no more.
        """
        if self.posts >= self.max_posts:
            raise SpentError(f"max_posts {self.max_posts:,}")
        if self.budget.used >= self.budget.limit:
            raise SpentError(f"max_requests {self.budget.limit:,}")

    @property
    def max_posts(self) -> int:
        """Posts after which no further page is asked for."""
        return self.settings.max_posts or self.of.settings.max_posts
