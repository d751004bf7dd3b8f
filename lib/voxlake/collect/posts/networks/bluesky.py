"""Bluesky: searches, and feeds of accounts."""

from __future__ import annotations

import json
import time
from typing import Any

from voxlake.collect.posts.asking import Asker
from voxlake.collect.posts.errors import AskAgainError
from voxlake.collect.posts.json_texts import dug, listed, text_of
from voxlake.collect.posts.page import Page, Post
from voxlake.collect.posts.settings import PostsSettings
from voxlake.collect.posts.sweep import Sweep
from voxlake.collect.posts.times import mark_of, moment
from voxlake.collect.posts.web import Answer, Request
from voxlake.core.errors import ConfigError

_SESSION_S = 45 * 60
"""How long a session is used: servers end them after some two hours."""


class Bluesky:
    """Lists the posts of `@handle`, and finds those of any other query, such as `"acme mug"`.

    Without a user it asks the public server, which answers feeds, and searches only at times.
    """

    def __init__(self, settings: PostsSettings, secret: str | None, asker: Asker) -> None:
        self._server = f"{settings.server}/xrpc"
        self._user, self._secret = settings.user, secret
        self._asker = asker
        self._session: dict[str, str] = {}
        self._signs_in_at = 0.0

    def require(self, query: str) -> None:
        """A query has some text."""
        if not query.strip("@ "):
            raise ConfigError(f"{query!r} is no query of bluesky: write words or @handle.")

    def page(self, query: str, sweep: Sweep) -> Page:
        """A page of a hundred."""
        params = {"limit": "100"}
        if sweep.wanted:
            params["cursor"] = sweep.wanted
        if query.startswith("@"):
            url = f"{self._server}/app.bsky.feed.getAuthorFeed"
            params["actor"] = query[1:]
        else:
            url = f"{self._server}/app.bsky.feed.searchPosts"
            params |= {"q": query, "sort": "latest"}
            if after := sweep.since_at or sweep.floor:
                params["since"] = after.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return self._asker.ask(Request(url, params, self._headers()), _read)

    def _headers(self) -> dict[str, str]:
        """Those of a session, which is opened anew before it ends."""
        if self._user is None or self._secret is None:
            return {}
        if time.monotonic() >= self._signs_in_at:
            url = f"{self._server}/com.atproto.server.createSession"
            said = {"identifier": self._user, "password": self._secret}
            token = self._asker.ask(Request(url, json=said), _read_session)
            self._asker.secrets += (token,)
            self._session = {"Authorization": f"Bearer {token}"}
            self._signs_in_at = time.monotonic() + _SESSION_S
        return self._session


def _read(answer: Answer) -> Page:
    text = text_of(answer)
    said = json.loads(text)
    rows = listed(dug(said, "posts") if dug(said, "feed") is None else said["feed"], "posts")
    posts = tuple(_post(row) for row in rows)
    lines = (text.encode(),) if posts else ()
    cursor = dug(said, "cursor")
    return Page(lines, posts, len(posts), str(cursor) if cursor and posts else None)


def _post(row: dict[str, Any]) -> Post:
    """By the time by which Bluesky sorts: a repost by its own, others by the earlier of two."""
    if reposted := moment(dug(row, "reason", "indexedAt")):
        return Post(mark_of(reposted), reposted)
    view = row.get("post", row)
    times = (moment(dug(view, "record", "createdAt")), moment(dug(view, "indexedAt")))
    at = min((one for one in times if one is not None), default=None)
    return Post(mark_of(at), at)


def _read_session(answer: Answer) -> str:
    if not (token := dug(json.loads(text_of(answer)), "accessJwt")):
        raise AskAgainError("its answer has no session")
    return str(token)
