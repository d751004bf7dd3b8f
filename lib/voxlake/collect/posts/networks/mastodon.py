"""Mastodon, and servers that speak its interface: public timelines, hashtags and accounts."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

from voxlake.collect.posts.asking import Asker
from voxlake.collect.posts.errors import AskAgainError
from voxlake.collect.posts.json_texts import dug, elements, listed, text_of
from voxlake.collect.posts.page import Page, Post
from voxlake.collect.posts.settings import PostsSettings
from voxlake.collect.posts.sweep import Sweep
from voxlake.collect.posts.times import moment
from voxlake.collect.posts.web import Answer, Request
from voxlake.core.errors import ConfigError

_TAG = re.compile(r"#\w+")
_ACCOUNT = re.compile(r"@[\w.-]+(@[\w.-]+)?")
_PUBLIC = "public"
_NEXT = re.compile(r"""rel="?next""")


class Mastodon:
    """Lists what a server shows of `#hashtag`, `@account` (or `@account@server`) and `public`."""

    def __init__(self, settings: PostsSettings, secret: str | None, asker: Asker) -> None:
        self._server = settings.server
        self._headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        self._asker = asker
        self._accounts: dict[str, str] = {}

    def require(self, query: str) -> None:
        """A query is a hashtag, an account or `public`."""
        if not (query == _PUBLIC or _TAG.fullmatch(query) or _ACCOUNT.fullmatch(query)):
            raise ConfigError(f"{query!r} is no query of mastodon: write #tag, @account or public.")

    def page(self, query: str, sweep: Sweep) -> Page:
        """A page of forty statuses, or fewer where the server hides some."""
        params = {"limit": "40"}
        if sweep.since is not None:
            params["since_id"] = sweep.since
        if sweep.wanted:
            params["max_id"] = sweep.wanted
        url = f"{self._server}/api/v1/{self._path(query)}"
        return self._asker.ask(Request(url, params, self._headers), _read)

    def _path(self, query: str) -> str:
        if query == _PUBLIC:
            return "timelines/public"
        if query.startswith("#"):
            return f"timelines/tag/{quote(query[1:])}"
        if query not in self._accounts:
            url = f"{self._server}/api/v1/accounts/lookup"
            request = Request(url, {"acct": query[1:]}, self._headers)
            self._accounts[query] = self._asker.ask(request, _read_account)
        return f"accounts/{quote(self._accounts[query], safe='')}/statuses"


def _read(answer: Answer) -> Page:
    text = text_of(answer)
    rows = listed(json.loads(text), "statuses")
    posts = tuple(
        Post(str(row.get("id") or "") or None, moment(row.get("created_at"))) for row in rows
    )
    lines = tuple(one.encode() for one in elements(text))
    if any(post.mark is None for post in posts):
        raise AskAgainError("its answer has a status without an id")
    goes_on = bool(posts) and _NEXT.search(answer.headers.get("link", ""))
    return Page(lines, posts, len(posts), posts[-1].mark if goes_on else None)


def _read_account(answer: Answer) -> str:
    if not (known := dug(json.loads(text_of(answer)), "id")):
        raise AskAgainError("its answer has no account")
    return str(known)
