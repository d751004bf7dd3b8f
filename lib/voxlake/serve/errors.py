"""Why a request is not answered."""

from __future__ import annotations

from voxlake.core.errors import VoxlakeError


class RefusedError(VoxlakeError):
    """A request is not answered: an HTTP status, a word for programs and a sentence for people."""

    def __init__(self, status: int, code: str, message: str) -> None:
        """Say why, and what to do.

        Args:
            status: The HTTP status, such as 404.
            code: A word that stays the same, such as `unknown_column`.
            message: What is wrong and what to do; holds nothing that the asker may not see.
        """
        self.status = status
        self.code = code
        super().__init__(message)
