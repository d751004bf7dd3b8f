"""How asking a network may end without what was asked for."""

from __future__ import annotations

_CHARACTERS = 300
_HIDDEN = "***"


class AskAgainError(Exception):
    """It failed for now: the same request may do later."""

    def __init__(self, why: str, wait_s: float | None = None) -> None:
        """Say why.

        Args:
            why: What the server did.
            wait_s: Seconds that it asks to wait; None where it does not say.
        """
        self.wait_s = wait_s
        super().__init__(why)


class RefusedError(Exception):
    """The request is refused, and no other try mends that."""

    def __init__(self, why: str, status: int | None = None) -> None:
        """Say why, and with which status, where there is one."""
        self.status = status
        super().__init__(why)


class FailedError(Exception):
    """There is no usable answer, however often it was asked for."""


class LimitedError(Exception):
    """The network allows no more in this run. The next one goes on."""


class SpentError(Exception):
    """The config allows no more of a query in this run. The next one goes on."""


def brief(text: object, *secrets: str | None) -> str:
    """A text of a server in one line, short and without secrets."""
    line = " ".join(str(text).split())
    for secret in secrets:
        if secret:
            line = line.replace(secret, _HIDDEN)
    return line[:_CHARACTERS].rstrip(".")
