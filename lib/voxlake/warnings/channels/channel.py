"""What sends a message: the interface of every channel."""

from __future__ import annotations

from typing import Protocol

from voxlake.warnings.messages import Message


class Channel(Protocol):
    """Sends messages to one receiver."""

    knows_key: bool
    """Whether a second try with the same key is the same message there."""

    def send(self, message: Message) -> None:
        """Send a message.

        Raises:
            RefusedError: it is not there.
            NoAnswerError: it may be there.
        """
        ...
