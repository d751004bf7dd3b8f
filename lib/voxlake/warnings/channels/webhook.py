"""Posts messages as JSON, signed, to an address of one's own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import urllib.request
from collections.abc import Callable
from datetime import datetime

from voxlake.marketing.generating.errors import AskAgainError
from voxlake.marketing.generating.errors import NoAnswerError as NothingCameError
from voxlake.marketing.generating.patience import Patience
from voxlake.marketing.publishing.publishers.posting import TooManyError, answer_of
from voxlake.marketing.publishing.publishers.publisher import NoAnswerError, RefusedError, told
from voxlake.warnings.messages import Message
from voxlake.warnings.settings import ChannelSettings

SIGNATURE, TIMESTAMP = "Voxlake-Signature", "Voxlake-Timestamp"


class WebhookChannel:
    """POSTs a message with an Idempotency-Key, again within the run where that may help."""

    knows_key = True

    def __init__(
        self,
        settings: ChannelSettings,
        address: str,
        secret: str | None,
        now: Callable[[], datetime],
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Prepare; nothing is sent yet.

        Args:
            settings: How patiently it is asked.
            address: Where to.
            secret: What bodies are signed with; None: they are not.
            now: The time, for the signature.
            sleep: Waits.
        """
        self._settings = settings
        self._address = address
        self._secret = secret
        self._now = now
        self._patience = Patience(settings, "the channel's settings", sleep)

    def send(self, message: Message) -> None:
        """Send it; each try has the same body and key."""
        body = _body(message)
        last: list[Exception] = []

        def once() -> None:
            try:
                answer_of(
                    self._request(message.key, body),
                    self._settings.timeout_s,
                    (self._address, self._secret),
                )
            except TooManyError as error:
                last.append(error)
                raise AskAgainError(str(error), retry_after_s=error.retry_after_s) from error
            except NoAnswerError as error:
                last.append(error)
                raise AskAgainError(str(error)) from error

        try:
            self._patience.ask(once, int(message.key[:8], 16))
        except (NothingCameError, RefusedError) as error:
            # A refusal of a later try may be one of its key, of which the first was taken.
            is_there = any(isinstance(each, NoAnswerError) for each in last)
            raise (NoAnswerError if is_there else RefusedError)(str(error)) from error

    def _request(self, key: str, body: bytes) -> urllib.request.Request:
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        if self._secret:
            stamp = str(int(self._now().timestamp()))
            headers[TIMESTAMP] = stamp
            headers[SIGNATURE] = signature(self._secret, stamp, body)
        try:
            return urllib.request.Request(self._address, body, headers, method="POST")
        except ValueError as error:
            why = told(error, self._address, self._secret)
            raise RefusedError(f"It cannot be sent: {why}.") from error


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What `Voxlake-Signature` holds: HMAC (RFC 2104) with SHA-256 of time stamp, dot and body."""
    signed = timestamp.encode() + b"." + body
    return "sha256=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def _body(message: Message) -> bytes:
    """The message, with its files in base64."""
    if not message.files:
        return message.body
    said = json.loads(message.body)
    said["files"] = [
        {"name": one.name, "content": base64.b64encode(one.content).decode()}
        for one in message.files
    ]
    return json.dumps(said, ensure_ascii=False).encode()
