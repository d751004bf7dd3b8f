"""Sends posts to Bluesky, by atproto."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from voxlake.marketing.publishing.extras import needed
from voxlake.marketing.publishing.publishers.publisher import (
    FOREVER,
    NoAnswerError,
    Outgoing,
    RefusedError,
    Sent,
    told,
)

_POST = "app.bsky.feed.post"
_LINK = re.compile(rb"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")
_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
_CHARACTERS = 13
_CLOCKS = 1024
_REFUSALS = range(400, 500)


class BlueskyPublisher:
    """Puts posts at record keys of its own choice, so that a second send is the same record.

    `com.atproto.repo.putRecord` ends with one record at the key, whether it was there or not. The
    key of a post must be a TID (atproto.com/specs/tid), or feeds do not show it: here it is made of
    the time of the first attempt and of the post's key, so it is the same at each attempt.
    """

    key_life: timedelta | None = FOREVER

    def __init__(self, address: str, handle: str, password: str, timeout_s: float) -> None:
        """Sign in.

        Raises:
            ConfigError: the package atproto is not installed.
            RefusedError: the server does not let the account in.
            NoAnswerError: it does not answer.
        """
        self._password = password
        self._models = needed("atproto").models
        self._errors = needed("atproto.exceptions")
        self._unheard = needed("httpx").HTTPError
        request = needed("atproto_client.request").Request(timeout=timeout_s)
        self._client = needed("atproto").Client(base_url=address, request=request)
        self._called(self._client.login, handle, password, fetch_bsky_profile=False)
        self._repo = self._client._session.did

    def send(self, post: Outgoing) -> Sent:
        """Put the record; a picture is sent before it, and shows nowhere without it."""
        record: dict[str, Any] = {
            "$type": _POST,
            "text": post.text,
            "createdAt": post.first_sent_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        }
        if facets := list(_facets(post.text)):
            record["facets"] = facets
        if image := post.image():
            blob = self._called(self._client.upload_blob, image).blob
            shown = {"image": blob.model_dump(by_alias=True), "alt": post.alt_text or ""}
            record["embed"] = {"$type": "app.bsky.embed.images", "images": [shown]}
        key = record_key(post.first_sent_at, post.key)
        data = self._models.ComAtprotoRepoPutRecord.Data(
            collection=_POST, record=record, repo=self._repo, rkey=key
        )
        put = self._called(self._client.com.atproto.repo.put_record, data)
        return Sent(str(put.uri), f"https://bsky.app/profile/{self._repo}/post/{key}")

    def _called(self, call: Any, *args: Any, **named: Any) -> Any:  # noqa: ANN401  (atproto's)
        try:
            return call(*args, **named)
        except self._errors.RequestErrorBase as error:
            number = error.response.status_code if error.response else None
            why = told(error, self._password)
            if number in _REFUSALS:
                raise RefusedError(f"It refused with {why}.") from error
            raise NoAnswerError(f"No answer: {why}.") from error
        except self._unheard as error:
            raise NoAnswerError(f"No answer: {told(error, self._password)}.") from error
        except (self._errors.AtProtocolError, ValueError, TypeError, AttributeError) as error:
            raise NoAnswerError(
                f"Its answer is not understood: {told(error, self._password)}."
            ) from error


def record_key(moment: datetime, key: str) -> str:
    """A TID: 13 characters of base 32 that sort by time.

    53 bits are microseconds since 1970 and 10 the clock's number, which the key gives.
    """
    micros = int(moment.timestamp()) * 1_000_000 + moment.microsecond
    clock = int.from_bytes(hashlib.sha256(key.encode()).digest()[:2]) % _CLOCKS
    number = micros * _CLOCKS + clock
    places = range(_CHARACTERS - 1, -1, -1)
    return "".join(_SORTABLE[number >> 5 * place & 31] for place in places)


def _facets(text: str) -> Iterator[dict[str, Any]]:
    """Links of a text, by their bytes: Bluesky shows them as links only where they are named."""
    for found in _LINK.finditer(text.encode()):
        yield {
            "index": {"byteStart": found.start(), "byteEnd": found.end()},
            "features": [{"$type": "app.bsky.richtext.facet#link", "uri": found[0].decode()}],
        }
