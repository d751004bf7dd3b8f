"""Reddit: new posts and comments of subreddits, and searches, by OAuth of an app."""

from __future__ import annotations

import base64
import json
import re
import time

from voxlake.collect.posts.asking import Asker
from voxlake.collect.posts.errors import AskAgainError
from voxlake.collect.posts.json_texts import dug, elements, listed, member, text_of
from voxlake.collect.posts.page import Page, Post
from voxlake.collect.posts.settings import PostsSettings
from voxlake.collect.posts.sweep import Sweep
from voxlake.collect.posts.times import of_seconds
from voxlake.collect.posts.web import Answer, Request
from voxlake.core.errors import ConfigError

_SUBREDDIT = re.compile(r"r/(\w+)(/comments)?")
_COMMENT = "t1"
_SESSION_S = 45 * 60
"""How long a token is used: Reddit's end after an hour or a day."""


class Reddit:
    """Lists `r/NAME` and `r/NAME/comments`, and finds the posts of any other query.

    A line is a post or comment as Reddit has it in a listing, which is how dumps have it.
    """

    def __init__(self, settings: PostsSettings, secret: str | None, asker: Asker) -> None:
        self._server = settings.server
        self._token_url = f"{settings.sign_in_server}/api/v1/access_token"
        app = base64.b64encode(f"{settings.user}:{secret}".encode()).decode()
        self._app = {"Authorization": f"Basic {app}"}
        self._asker = asker
        self._session: dict[str, str] = {}
        self._signs_in_at = 0.0

    def require(self, query: str) -> None:
        """A query is a subreddit, or has some text."""
        if not query.strip() or (query.startswith("r/") and not _SUBREDDIT.fullmatch(query)):
            raise ConfigError(
                f"{query!r} is no query of reddit: write r/NAME, r/NAME/comments or words."
            )

    def page(self, query: str, sweep: Sweep) -> Page:
        """A page of a hundred; Reddit lists the last thousand."""
        params = {"limit": "100"}
        if sweep.wanted:
            params["after"] = sweep.wanted
        if found := _SUBREDDIT.fullmatch(query):
            path = f"/r/{found[1]}{found[2] or '/new'}"
        else:
            path = "/search"
            params |= {"q": query, "sort": "new", "type": "link"}
        return self._asker.ask(Request(f"{self._server}{path}", params, self._headers()), _read)

    def _headers(self) -> dict[str, str]:
        if time.monotonic() >= self._signs_in_at:
            request = Request(
                self._token_url, headers=self._app, form={"grant_type": "client_credentials"}
            )
            token = self._asker.ask(request, _read_token)
            self._asker.secrets += (token,)
            self._session = {"Authorization": f"Bearer {token}"}
            self._signs_in_at = time.monotonic() + _SESSION_S
        return self._session


def _read(answer: Answer) -> Page:
    text = text_of(answer)
    said = json.loads(text)
    rows = listed(dug(said, "data", "children"), "posts at data.children")
    listing = member(text, "data") or "{}"
    things = [member(one, "data") or "{}" for one in elements(member(listing, "children") or "[]")]
    posts = tuple(_post(dug(row, "data", "id"), dug(row, "data", "created_utc")) for row in rows)
    is_of_comments = bool(rows) and rows[0].get("kind") == _COMMENT
    after = dug(said, "data", "after")
    return Page(
        tuple(thing.encode() for thing in things),
        posts,
        len(posts),
        str(after) if after and posts else None,
        suffix="-comments" if is_of_comments else "-submissions",
    )


def _post(known: object, seconds: object) -> Post:
    if not isinstance(known, str) or not known:
        raise AskAgainError("its answer has a post without an id")
    return Post(known, of_seconds(seconds))


def _read_token(answer: Answer) -> str:
    if not (token := dug(json.loads(text_of(answer)), "access_token")):
        raise AskAgainError("its answer has no token")
    return str(token)
