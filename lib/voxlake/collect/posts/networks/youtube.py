"""YouTube: comments and their replies, by the Data API v3."""

from __future__ import annotations

import json
import re
from functools import partial
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

_QUERY = re.compile(r"(video|channel):([\w-]+)")
_FILTERS = {"video": "videoId", "channel": "allThreadsRelatedToChannelId"}
_REPLIES = "replies"
_QUOTA = (b"quotaExceeded", b"dailyLimitExceeded", b"rateLimitExceeded")


class YouTube:
    """Lists the comments of `video:ID` and `channel:ID`, the newest threads first.

    Some replies come with each thread; of threads that have more, all are asked for.
    """

    def __init__(self, settings: PostsSettings, secret: str | None, asker: Asker) -> None:
        self._server = f"{settings.server}/youtube/v3"
        self._headers = {"X-Goog-Api-Key": secret or ""}
        self._asker = asker
        asker.used_up = _used_up

    def require(self, query: str) -> None:
        """A query names a video or a channel."""
        if not _QUERY.fullmatch(query):
            raise ConfigError(f"{query!r} is no query of youtube: write video:ID or channel:ID.")

    def page(self, query: str, sweep: Sweep) -> Page:
        """A page of a hundred threads, or of the replies to one."""
        params = {"maxResults": "100", "textFormat": "plainText"}
        if sweep.also:
            _, parent, token = sweep.also[0].split(" ")
            params |= {"part": "snippet", "parentId": parent}
            params |= {"pageToken": token} if token else {}
            request = Request(f"{self._server}/comments", params, self._headers)
            return self._asker.ask(request, partial(_read_replies, parent))
        kind, known = query.split(":")
        params |= {"part": "snippet,replies", "order": "time", _FILTERS[kind]: known}
        params |= {"pageToken": sweep.next} if sweep.next else {}
        return self._asker.ask(
            Request(f"{self._server}/commentThreads", params, self._headers), _read
        )


def _read(answer: Answer) -> Page:
    text, said, rows = _rows(answer)
    posts = tuple(_post(row) for row in rows)
    replies = [len(dug(row, "replies", "comments") or []) for row in rows]
    also = tuple(
        f"{_REPLIES} {row.get('id')} "
        for row, came in zip(rows, replies, strict=True)
        if (dug(row, "snippet", "totalReplyCount") or 0) > came
    )
    lines = (text.encode(),) if rows else ()
    token = dug(said, "nextPageToken")
    return Page(lines, posts, len(rows) + sum(replies), str(token) if token else None, also)


def _read_replies(parent: str, answer: Answer) -> Page:
    text, said, rows = _rows(answer)
    token = dug(said, "nextPageToken")
    also = (f"{_REPLIES} {parent} {token}",) if token and rows else ()
    return Page((text.encode(),) if rows else (), (), len(rows), also=also)


def _rows(answer: Answer) -> tuple[str, Any, list[dict[str, Any]]]:
    text = text_of(answer)
    said = json.loads(text)
    if not str(dug(said, "kind")).endswith("ListResponse"):
        raise AskAgainError("its answer is no list of comments")
    return text, said, listed(dug(said, "items") or [], "comments")


def _post(row: dict[str, Any]) -> Post:
    at = moment(dug(row, "snippet", "topLevelComment", "snippet", "publishedAt"))
    return Post(mark_of(at), at)


def _used_up(answer: Answer) -> str | None:
    if answer.status in (403, 429) and any(word in answer.body for word in _QUOTA):
        return "the quota of YouTube's key is used up for today"
    return None
