"""Sends posts as JSON to an address that takes them on, such as a tool for social media."""

from __future__ import annotations

import base64
import json
import urllib.request
from datetime import timedelta

from voxlake.marketing.publishing.publishers.posting import answer_of
from voxlake.marketing.publishing.publishers.publisher import (
    Outgoing,
    RefusedError,
    Sent,
    told,
)


class WebhookPublisher:
    """POSTs `{id, key, text, sent_at, image, alt_text}` with the header Idempotency-Key.

    The answer may be JSON with `id` and `url`; else the key is the id.
    """

    def __init__(self, address: str, token: str | None, key_hours: float, timeout_s: float) -> None:
        self.key_life: timedelta | None = timedelta(hours=key_hours) if key_hours else None
        self._address = address
        self._token = token
        self._timeout_s = timeout_s

    def send(self, post: Outgoing) -> Sent:
        """Send a post; what is refused by a number from 400 to 499 is not there."""
        request = self._request(post)
        return _sent(post, answer_of(request, self._timeout_s, (self._token, self._address)))

    def _request(self, post: Outgoing) -> urllib.request.Request:
        image = post.image()
        said = {
            "id": post.publication_id,
            "key": post.key,
            "text": post.text,
            "sent_at": post.first_sent_at.isoformat(),
            "image": base64.b64encode(image).decode() if image else None,
            "alt_text": post.alt_text,
        }
        headers = {"Content-Type": "application/json", "Idempotency-Key": post.key}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        body = json.dumps(said).encode()
        try:
            return urllib.request.Request(self._address, body, headers, method="POST")
        except ValueError as error:
            raise RefusedError(f"It cannot be sent: {self._told(error)}.") from error

    def _told(self, error: object) -> str:
        return told(error, self._token, self._address)


def _sent(post: Outgoing, body: bytes) -> Sent:
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        return Sent(post.key)
    url = said.get("url")
    return Sent(str(said.get("id") or post.key), str(url) if url else None)
