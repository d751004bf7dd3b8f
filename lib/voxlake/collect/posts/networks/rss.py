"""Feeds in RSS and Atom, by feedparser."""

from __future__ import annotations

import calendar
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from types import ModuleType
from typing import Any

from voxlake.collect.posts.asking import Asker
from voxlake.collect.posts.errors import AskAgainError
from voxlake.collect.posts.page import Page
from voxlake.collect.posts.settings import PostsSettings
from voxlake.collect.posts.sweep import Sweep
from voxlake.collect.posts.web import Answer, Request
from voxlake.core.errors import ConfigError

_NOT_CHANGED = 304
_MOST_SEEN = 5_000
"""Entries of the last answer that are known again; feeds have some tens."""


class Rss:
    """Reads the feed at an address; only what is new or changed in it is kept."""

    def __init__(self, _: PostsSettings, secret: str | None, asker: Asker) -> None:
        if secret is not None:
            raise ConfigError("Feeds need no token_env: leave it out.")
        self._asker = asker
        self._feedparser = _feedparser()

    def require(self, query: str) -> None:
        """The settings hold that a query is an address."""

    def page(self, query: str, sweep: Sweep) -> Page:
        """All of the feed: it has one page."""
        headers = {
            name: str(sweep.kept[key])
            for name, key in (("If-None-Match", "etag"), ("If-Modified-Since", "modified"))
            if sweep.kept.get(key)
        }
        return self._asker.ask(Request(query, headers=headers), partial(self._read, query, sweep))

    def _read(self, query: str, sweep: Sweep, answer: Answer) -> Page:
        if answer.status == _NOT_CHANGED:
            return Page((), (), 0, kept=sweep.kept)
        if b"<!ENTITY" in answer.body:
            raise AskAgainError("its feed declares entities, which may grow without end")
        headers = {
            "content-type": answer.headers.get("content-type", ""),
            "content-location": query,
        }
        try:
            parsed = self._feedparser.parse(
                io.BytesIO(answer.body), response_headers=headers, sanitize_html=False
            )
        except Exception as error:  # whatever a feed of strangers makes of a parser
            raise AskAgainError(f"its answer ({answer.kind}) cannot be read") from error
        if not parsed.get("version"):
            raise AskAgainError(f"its answer ({answer.kind}) is no feed of RSS or Atom")
        known = set(sweep.kept.get("seen", ()))
        rows = {_hash(row): row for row in _rows(parsed, query)}
        now = self._asker.now().isoformat(timespec="seconds")
        lines = tuple(
            json.dumps(_line(row, now), ensure_ascii=False).encode(errors="replace")
            for key, row in rows.items()
            if key not in known
        )
        kept = {
            "etag": answer.headers.get("etag"),
            "modified": answer.headers.get("last-modified"),
            "seen": list(rows)[:_MOST_SEEN],
        }
        return Page(lines, (), len(lines), kept=kept)


def _rows(parsed: Any, query: str) -> Iterator[dict[str, Any]]:  # noqa: ANN401  (feedparser's)
    feed = parsed.feed
    for entry in parsed.entries:
        link, title = entry.get("link"), entry.get("title")
        whole = [part.get("value") for part in entry.get("content", ())]
        # As a plain dict: else feedparser gives one of the two for the other, and warns.
        published, updated = (
            _time(dict.get(entry, f"{n}_parsed")) for n in ("published", "updated")
        )
        text = next(filter(None, whole), None) or entry.get("summary")
        yield {
            "id": entry.get("id") or link or _hash([title, text]),
            "url": link,
            "title": title,
            "text": text,
            "author": entry.get("author"),
            "published_at": published,
            "updated_at": updated,
            "tags": [tag["term"] for tag in entry.get("tags", ()) if tag.get("term")],
            "language": feed.get("language"),
            "feed": query,
            "feed_title": feed.get("title"),
        }


def _line(row: Mapping[str, Any], now: str) -> dict[str, Any]:
    """An entry as it is kept; one without a time has that of its first sight."""
    posted = row["published_at"] or row["updated_at"] or now
    return {**row, "posted_at": posted, "collected_at": now}


def _time(parsed: Any) -> str | None:  # noqa: ANN401  (a struct_time of UTC)
    if parsed is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def _hash(value: object) -> str:
    told = json.dumps(value, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _feedparser() -> ModuleType:
    try:
        import feedparser  # noqa: PLC0415  (an extra)
    except ImportError as error:
        raise ConfigError(
            "Feeds need the package feedparser: pip install 'voxlake[collect]'."
        ) from error
    return feedparser  # type: ignore[no-any-return]
