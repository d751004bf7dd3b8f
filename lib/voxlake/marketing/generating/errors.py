"""How a generator says that nothing came."""

from __future__ import annotations

from voxlake.core.errors import PlatformError


class NoAnswerError(PlatformError):
    """A request got nothing that can be used; others may."""

    def __init__(self, why: str, *, is_free: bool = False) -> None:
        """Say why, and whether it is certain that nothing is paid for it."""
        self.is_free = is_free
        super().__init__(why)


class RefusedError(NoAnswerError):
    """The request is refused, or what came is not to be used: the same request gets nothing."""


class StoppedError(NoAnswerError):
    """No request will get anything: a wrong key, no budget, or too long a wait."""


class AskAgainError(NoAnswerError):
    """A request failed for now."""

    def __init__(
        self, why: str, *, is_free: bool = False, retry_after_s: float | None = None
    ) -> None:
        """Say also how long the address asks to be left alone, if it does."""
        self.retry_after_s = retry_after_s
        super().__init__(why, is_free=is_free)
