"""Collects the pages of all sites: starts the crawl, keeps what it tells, says what it was."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from voxlake.collect.pages.process import BrokenOffError
from voxlake.collect.pages.settings import PagesSettings
from voxlake.collect.pages.state import Known, SiteState
from voxlake.collect.pages.store import SiteStore

_MOST_RECORDS = 200
_MOST_CHARACTERS = 8_000_000
_MOST_SECONDS = 30
_MOST_STARTS = 10
_MOST_EXAMPLES = 3

Crawl = Callable[[Mapping[str, Any]], Iterator[dict[str, Any]]]


def read_by(settings: PagesSettings, name: str) -> str:
    """Hash of what decides whether a page of a site is stored."""
    said = [settings.min_characters, settings.sites[name].posts]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


@dataclass
class SiteReport:
    """What became of the requests to a site, and of its links."""

    outcomes: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    """Links and addresses that were not asked for, by reason, as often as they were met."""
    examples: dict[str, list[str]] = field(default_factory=dict)
    end: str = "broken off"
    left: int = 0

    def take(self, event: Mapping[str, Any]) -> None:
        """Count an event."""
        self.outcomes[event["outcome"]] += 1
        self.refused.update(event.get("refused", {}))
        known = self.examples.setdefault(event["outcome"], [])
        if len(known) < _MOST_EXAMPLES:
            known.append(event["address"])

    def __str__(self) -> str:
        """In a line, for people."""
        told = []
        for outcome, count in sorted(self.outcomes.items()):
            shown = "" if outcome in _AS_EXPECTED else f" ({', '.join(self.examples[outcome])})"
            told.append(f"{count} {outcome}{shown}")
        links = [f"{count} {reason}" for reason, count in sorted(self.refused.items())]
        return "; ".join(
            (
                ", ".join(told) or "nothing asked",
                *(["links not followed: " + ", ".join(links)] if links else []),
                f"{self.left} left ({self.end})",
            )
        )


_AS_EXPECTED = {"new", "changed", "unchanged", "leads_on", "redirected", "short_text", "sitemap"}


@dataclass
class _Site:
    """A site while it is crawled."""

    name: str
    store: SiteStore
    state: SiteState
    most: int
    saved_at: datetime
    report: SiteReport = field(default_factory=SiteReport)
    records: list[dict[str, Any]] = field(default_factory=list)
    before: dict[str, Known] = field(default_factory=dict)
    reading: str | None = None
    asked: int = 0
    """Pages that were asked for, in all crawls of the run."""
    is_done: bool = False

    def take(self, event: Mapping[str, Any], now: datetime) -> None:
        """Take in what the crawl tells of an address."""
        self.reading = None
        self.report.take(event)
        self.state.add(((address, depth) for address, depth in event.get("found", [])), self.most)
        if event["kind"] != "page" or not event.get("was_sent", True):
            return
        self.asked += 1
        address, at = event["address"], now.isoformat(timespec="seconds")
        known = self.state.pages.get(address, Known(0))
        facts: dict[str, Any] = dict(event.get("facts", {}))
        if event["outcome"] == "gone":
            facts |= {"gone_at": at, "version": None, "etag": None, "last_modified": None}
        if record := event.get("record"):
            facts["first_seen_at"] = known.first_seen_at or at
            self.before.setdefault(address, known)
            self.records.append(_whole(record, self.name, address, facts["first_seen_at"], at))
        self.state.pages[address] = replace(known, checked_at=at, **facts)

    def save(self, now: datetime) -> None:
        """Keep what is new since the last time."""
        self.store.save(self.state, self.records, self.before, now)
        self.records, self.before, self.saved_at = [], {}, now

    def is_full(self, now: datetime) -> bool:
        """Whether it is time to keep what there is."""
        late = (now - self.saved_at).total_seconds() >= _MOST_SECONDS
        long = sum(len(one["text"]) for one in self.records) >= _MOST_CHARACTERS
        return late or long or len(self.records) >= _MOST_RECORDS


def _whole(
    record: Mapping[str, Any], site: str, address: str, first_seen_at: str, at: str
) -> dict[str, Any]:
    """A record with the times that ingest reads: its day, or since when we know of it."""
    return {
        "site": site,
        "address": address,
        **record,
        "posted_at": record["published"] or first_seen_at,
        "first_seen_at": first_seen_at,
        "fetched_at": at,
    }


def collect(
    settings: PagesSettings,
    stores: Mapping[str, SiteStore],
    crawl: Crawl,
    now: Callable[[], datetime],
) -> tuple[dict[str, SiteReport], str | None]:
    """Crawl all sites of the settings, and keep what is new.

    Args:
        settings: Which sites, and how.
        stores: Where each site is kept.
        crawl: Gives the events of a task, such as `process.events`.
        now: The time, UTC.

    Returns:
        A report of each site, and how the crawl broke off where it did.
    """
    begun = now()
    sites = {
        name: _Site(name, stores[name], stores[name].load(), site.max_known, begun)
        for name, site in settings.sites.items()
    }
    fault: str | None = None
    for _ in range(_MOST_STARTS):
        todo = {name: one for name, one in sites.items() if not one.is_done}
        if not todo:
            break
        fault = None
        task = {
            "settings": settings.model_dump(mode="json"),
            "now": begun.isoformat(),
            "used_s": (now() - begun).total_seconds(),
            "sites": {name: one.state.values for name, one in todo.items()},
            "asked": {name: one.asked for name, one in todo.items()},
        }
        try:
            for event in crawl(task):
                _take(event, sites, now())
        except BrokenOffError as error:
            fault = str(error)
            if not _mark_stuck(sites.values(), now()):
                break
        finally:
            for one in sites.values():
                one.save(now())
    return {name: one.report for name, one in sites.items()}, fault


def _take(event: Mapping[str, Any], sites: Mapping[str, _Site], now: datetime) -> None:
    """Take in one event, and keep what a site has gathered when it is time."""
    if (name := event.get("site")) is None:
        return  # a sign of life
    site = sites[name]
    if event["kind"] == "reading":
        site.reading = event["address"]
    elif event["kind"] == "done":
        site.is_done = True
        site.report.end, site.report.left = event["why"], event["left"]
    else:
        site.take(event, now)
        if site.is_full(now):
            site.save(now)


def _mark_stuck(sites: Iterable[_Site], now: datetime) -> bool:
    """Note the pages at whose reading the crawl came to its end; whether there are any."""
    found = False
    for site in sites:
        if site.reading is not None:
            address, site.reading, found = site.reading, None, True
            site.asked += 1
            known = site.state.pages.get(address, Known(0))
            site.state.pages[address] = replace(known, stuck=True, checked_at=now.isoformat())
            site.report.take({"outcome": "unreadable", "address": address})
    return found
