"""What sends a post: the interface of every network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

_CHARACTERS = 300
_HIDDEN = "***"


class RefusedError(Exception):
    """The network did not take the post, which is not there; says why."""


class NoAnswerError(Exception):
    """The network did not say whether it took the post, which may be there."""


@dataclass(frozen=True)
class Outgoing:
    """A post on its way."""

    publication_id: str
    key: str
    """The same at each attempt to send what one approval lets out."""
    text: str
    first_sent_at: datetime
    """When the first attempt began, UTC; the same at each."""
    image_path: str | None = None
    alt_text: str | None = None

    def image(self) -> bytes | None:
        """The picture; None: there is none.

        Raises:
            RefusedError: it cannot be read.
        """
        if self.image_path is None:
            return None
        try:
            return Path(self.image_path).read_bytes()
        except OSError as error:
            raise RefusedError(f"Its picture cannot be read: {error.strerror}.") from error


@dataclass(frozen=True)
class Sent:
    """A post that is there: the id that the network gave, and where it stands, if it says."""

    network_post_id: str
    url: str | None = None


class Publisher(Protocol):
    """Sends posts by one account of one network."""

    key_life: timedelta | None
    """How long after the first attempt a second one with the same key is the same post.

    None: it never is.
    """

    def send(self, post: Outgoing) -> Sent:
        """Send a post.

        Raises:
            RefusedError: it is not there, and will not be.
            NoAnswerError: it may be there.
        """
        ...


FOREVER = timedelta(days=36_500)
"""`key_life` of networks where the key is the name of the post."""


def told(error: object, *secrets: str | None) -> str:
    """What an error says, in one line and without secrets."""
    line = " ".join(str(error).split()).rstrip(".")
    for one in secrets:
        if one:
            line = line.replace(one, _HIDDEN)
    return line[:_CHARACTERS] or type(error).__name__
