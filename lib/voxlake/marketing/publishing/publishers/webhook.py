"""Sends posts as JSON to an address that takes them on, such as a tool for social media."""

from __future__ import annotations

import base64
import http.client
import json
import urllib.error
import urllib.request
from datetime import timedelta

from voxlake.marketing.publishing.publishers.publisher import (
    NoAnswerError,
    Outgoing,
    RefusedError,
    Sent,
    told,
)
from voxlake.marketing.web import open_itself

_SERVER_ERRORS = 500
_RATE_LIMIT = 429


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
        try:
            with open_itself(request, self._timeout_s) as answer:
                return _sent(post, answer.read())
        except urllib.error.HTTPError as error:
            raise self._refused(error) from error
        except urllib.error.URLError as error:  # before an answer: timeouts of writing come so too
            is_refused = isinstance(error.reason, ConnectionRefusedError)
            kind = RefusedError if is_refused else NoAnswerError
            raise kind(f"No answer: {self._told(error.reason)}.") from error
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswerError(f"No answer: {self._told(error)}.") from error
        except ValueError as error:  # the address
            raise RefusedError(f"It cannot be sent: {self._told(error)}.") from error

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

    def _refused(self, error: urllib.error.HTTPError) -> Exception:
        if error.code >= _SERVER_ERRORS:
            return NoAnswerError(f"It answered {error.code} {error.reason}.")
        wait = error.headers.get("Retry-After")
        again = f"; it takes posts again after {wait} s" if wait else ""
        why = "too many posts" if error.code == _RATE_LIMIT else str(error.reason)
        return RefusedError(f"It refused with {error.code}: {self._told(why)}{again}.")

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
