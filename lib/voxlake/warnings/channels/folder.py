"""Writes messages as files: for other tools to take, or to see what would go out."""

from __future__ import annotations

from collections.abc import Callable

from voxlake.core.errors import VoxlakeError
from voxlake.marketing.publishing.publishers.publisher import RefusedError, told
from voxlake.warnings.messages import Message


class FolderChannel:
    """A JSON file for each message, and what goes with it. A second try writes the same files."""

    knows_key = True

    def __init__(self, folder: str, write: Callable[[str, bytes], None]) -> None:
        """Prepare; nothing is written yet.

        Args:
            folder: Where to, on this machine or on S3.
            write: Writes a file at a place, whole or not at all.
        """
        self._folder = folder.rstrip("/")
        self._write = write

    def send(self, message: Message) -> None:
        """Write the files, the message last."""
        try:
            for one in message.files:
                self._write(f"{self._folder}/{message.key}/{one.name}", one.content)
            self._write(f"{self._folder}/{message.key}.json", message.body + b"\n")
        except (OSError, VoxlakeError) as error:
            raise RefusedError(f"The folder cannot be written: {told(error)}.") from error
