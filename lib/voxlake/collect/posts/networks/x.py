"""X: recent search of API v2, which goes back seven days."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from voxlake.collect.posts.asking import Asker
from voxlake.collect.posts.errors import AskAgainError
from voxlake.collect.posts.json_texts import dug, listed, text_of
from voxlake.collect.posts.page import Page, Post
from voxlake.collect.posts.settings import PostsSettings
from voxlake.collect.posts.sweep import Sweep
from voxlake.collect.posts.times import moment
from voxlake.collect.posts.web import Answer, Request
from voxlake.core.errors import ConfigError

_MOST_CHARACTERS = 4_096
_GOES_BACK = timedelta(days=7) - timedelta(minutes=10)
"""How far the search goes back, less what passes until it is asked."""
_EPOCH_MS = 1_288_834_974_657
"""The time from which ids of X count milliseconds, in their upper bits."""
_FIELDS = {
    "tweet.fields": "author_id,conversation_id,created_at,edit_history_tweet_ids,entities,"
    "in_reply_to_user_id,lang,note_tweet,possibly_sensitive,public_metrics,referenced_tweets",
    "expansions": "author_id,referenced_tweets.id,referenced_tweets.id.author_id",
    "user.fields": "created_at,description,id,location,name,protected,public_metrics,username,"
    "verified",
}
_USED_UP = ("usagecapexceeded", "usage-capped", "creditsdepleted", "credits")


class X:
    """Searches posts by queries of X, such as `"acme mug" lang:en -is:retweet`."""

    def __init__(self, settings: PostsSettings, secret: str | None, asker: Asker) -> None:
        self._url = f"{settings.server}/2/tweets/search/recent"
        self._headers = {"Authorization": f"Bearer {secret}"}
        self._asker = asker
        asker.used_up = _used_up

    def require(self, query: str) -> None:
        """A query has some text, and no more than the network takes."""
        if not query.strip() or len(query) > _MOST_CHARACTERS:
            raise ConfigError(
                f"{query[:50]!r} is no query of x: 1 to {_MOST_CHARACTERS} characters."
            )

    def page(self, query: str, sweep: Sweep) -> Page:
        """A page of a hundred, with authors and the posts that are referred to."""
        params = {"query": query, "max_results": "100", **_FIELDS}
        told: tuple[str, ...] = ()
        if sweep.since is not None:
            if self._asker.now() - _time_of(sweep.since) < _GOES_BACK:
                params["since_id"] = sweep.since
            elif not sweep.has_begun:
                told = (
                    f"the last post that is there is of {_time_of(sweep.since):%Y-%m-%d %H:%M} "
                    "UTC; the search goes back seven days: what lies between is not there",
                )
        if sweep.wanted:
            params["next_token"] = sweep.wanted
        page = self._asker.ask(Request(self._url, params, self._headers), _read)
        return Page(page.lines, page.posts, page.count, page.next, told=told)


def _read(answer: Answer) -> Page:
    text = text_of(answer)
    said = json.loads(text)
    found = dug(said, "data")
    if found is None and dug(said, "meta", "result_count") is None:
        raise AskAgainError("its answer has neither data nor meta")
    rows = listed(found or [], "posts at data")
    posts = tuple(_post(row) for row in rows)
    lines = (text.encode(),) if posts else ()
    return Page(lines, posts, len(posts), dug(said, "meta", "next_token"))


def _post(row: dict[str, Any]) -> Post:
    known = str(row.get("id", ""))
    if not known.isascii() or not known.isdecimal():
        raise AskAgainError("its answer has a post without an id")
    return Post(known, moment(row.get("created_at")) or _time_of(known))


def _time_of(post_id: str) -> datetime:
    milliseconds = (int(post_id) >> 22) + _EPOCH_MS
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=min(milliseconds, 2**45))


def _used_up(answer: Answer) -> str | None:
    said = answer.body.decode(errors="replace").lower()
    if answer.status in (402, 403, 429) and any(word in said for word in _USED_UP):
        return "the posts that the plan or the credits of X allow are used up"
    return None
