"""Decides what becomes of a page that was read, and which of its links are followed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from voxlake.collect.pages.addresses import found_in, normal, why_not
from voxlake.collect.pages.reading import Page
from voxlake.collect.pages.settings import SiteSettings
from voxlake.collect.pages.state import SiteState

_OF_RECORDS = ("title", "author", "site_name", "published", "language", "text", "version")


@dataclass
class Verdict:
    """What becomes of a page."""

    outcome: str
    found: list[tuple[str, int]] = field(default_factory=list)
    """Addresses that it leads to, with their depths."""
    refused: Counter[str] = field(default_factory=Counter)
    """Links that are not followed, by reason."""
    facts: dict[str, Any] = field(default_factory=dict)
    """What is now known of it, by the names of `Known`."""
    record: dict[str, Any] | None = None
    """What is stored of it."""


class Judge:
    """Judges the pages of one site, one after the other."""

    def __init__(self, site: SiteSettings, min_characters: int, state: SiteState) -> None:
        self._site = site
        self._min_characters = min_characters
        self._state = state
        self._owners = {one.version: name for name, one in state.pages.items() if one.version}
        """By the hash of a stored text, the address that it stands at."""
        self._starts = {normal(one) for one in site.start}

    def lead_on(self, start: str, target: str) -> None:
        """Take in that a page leads to another, which is a start page where that one is."""
        if start in self._starts:
            self._starts.add(target)

    def lose(self, address: str) -> bool:
        """Take in that a page is not there any more; whether its text was stored."""
        version = self._state.pages[address].version
        return version is not None and self._owners.pop(version, None) is not None

    def judge(self, page: Page, address: str, validators: dict[str, Any]) -> Verdict:
        """What becomes of a page.

        Args:
            page: What it says.
            address: Where it was found.
            validators: `etag` and `last_modified` of the answer.
        """
        known, canonical = self._state.pages[address], self._canonical(page, address)
        verdict = Verdict(self._outcome(page, address, canonical), facts={"gone_at": None})
        if page.has_broken_encoding:
            verdict.refused["broken_encoding"] += 1
        if verdict.outcome == "duplicate_text":
            return verdict  # its links are those of the other; without validators it is read again
        verdict.facts |= validators
        verdict.found = self.followed(page.links, known.depth + 1, verdict.refused)
        if verdict.outcome == "canonical_elsewhere" and canonical:
            verdict.found.insert(0, (canonical, known.depth))
        if verdict.outcome in ("new", "changed"):
            self._owners.pop(known.version or "", None)
            self._owners[page.version] = address
            verdict.facts["version"] = page.version
            verdict.record = {name: getattr(page, name) for name in _OF_RECORDS}
        return verdict

    def followed(
        self, links: Iterable[str], depth: int, refused: Counter[str]
    ) -> list[tuple[str, int]]:
        """Links that may be asked for, with their depth; the others are counted by reason."""
        found = []
        for link in links:
            reason = why_not(link, self._site)
            if reason is None and depth > self._site.depth and link not in self._state.pages:
                reason = "too_deep"
            if reason is not None:
                refused[reason] += 1
            elif depth <= self._site.depth:
                found.append((link, depth))
        return found

    def _canonical(self, page: Page, address: str) -> str | None:
        """The address that a page gives for itself, where that can be believed."""
        if page.canonical is None:
            return None
        known = self._state.pages.get(page.canonical)
        leads_home = urlsplit(page.canonical).path == "/" != urlsplit(address).path
        return None if leads_home or (known and known.gone_at) else page.canonical

    def _outcome(self, page: Page, address: str, canonical: str | None) -> str:
        posts, is_start = self._site.posts, address in self._starts
        is_wanted = found_in(posts, address) if posts else not is_start
        owner, version = self._owners.get(page.version), self._state.pages[address].version
        checks = (
            (not page.is_stored, "noindex"),
            (canonical is not None and bool(why_not(canonical, self._site)), "canonical_off_site"),
            (canonical is not None, "canonical_elsewhere"),
            (not is_wanted, "leads_on"),
            (len(page.text) < self._min_characters, "short_text"),
            (owner is not None and owner != address, "duplicate_text"),
            (version == page.version, "unchanged"),
            (version is None, "new"),
        )
        return next((outcome for is_so, outcome in checks if is_so), "changed")
