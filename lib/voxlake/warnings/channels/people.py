"""Sends messages to people by chat and mail, through apprise; needs the extra [warnings]."""

from __future__ import annotations

import importlib
import logging
import mimetypes
from collections.abc import Sequence
from typing import Any

from voxlake.core.errors import ConfigError
from voxlake.marketing.publishing.publishers.publisher import NoAnswerError, RefusedError
from voxlake.warnings.messages import File, Message, calm

_TYPES = {"note": "info", "warning": "warning", "urgent": "failure"}


class PeopleChannel:
    """Sends a message by whatever the address names: Slack, Teams, mail and over 100 more.

    Such services know no idempotency key. Apprise says whether they took the message, not why
    they did not; a message that none took is tried again by the next run, and says so.
    """

    knows_key = False

    def __init__(self, address: str, timeout_s: float) -> None:
        """Prepare; nothing is sent yet.

        Raises:
            ConfigError: apprise is not installed, or the address is none that it knows.
        """
        try:
            import apprise  # noqa: PLC0415  (an extra, and slow to import)
        except ImportError as error:
            raise ConfigError(
                "Chat and mail need the package apprise: pip install 'voxlake[warnings]'."
            ) from error
        self._apprise = apprise
        self._timeout_s = timeout_s
        self._client = apprise.Apprise()
        # Its lines hold parts of addresses and messages, also of threads that outlive a send.
        logging.getLogger("apprise").disabled = True
        if not self._client.add(address) or len(self._client) != 1:
            raise ConfigError(
                "The address of a channel of apprise is none that it knows, or several: give each "
                "its own channel."
            )

    def send(self, message: Message) -> None:
        """Send it; files go with it where the service takes any."""
        result = self._client.notify(
            body=message.text,
            title=calm(message.title),
            notify_type=_TYPES[message.told[0].level],
            body_format=self._apprise.NotifyFormat.TEXT,
            attach=self._attached(message.files) if message.files else None,
            timeout=self._timeout_s,
        )
        if result:
            return
        if getattr(result, "timeout_count", 0):
            raise NoAnswerError(f"It did not answer within {self._timeout_s:g} s.")
        raise RefusedError("It did not take the message, or could not be reached.")

    def _attached(self, files: Sequence[File]) -> Any:  # noqa: ANN401  (apprise's)
        memory = importlib.import_module("apprise.attachment.memory").AttachMemory
        attachments = self._apprise.AppriseAttachment()
        for one in files:
            kind = mimetypes.guess_type(one.name)[0]
            attachments.add(memory(one.content, name=one.name, mimetype=kind))
        return attachments
