"""Writes posts to files of a folder: for other tools to take, or to see what would go out."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from voxlake.marketing.publishing.publishers.publisher import (
    FOREVER,
    Outgoing,
    RefusedError,
    Sent,
)


class FolderPublisher:
    """A JSON file for each post. Its name is the key, so a second send writes the same file."""

    key_life: timedelta | None = FOREVER

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)

    def send(self, post: Outgoing) -> Sent:
        """Write the file, whole or not at all."""
        path = self._folder / f"{post.key}.json"
        said = {
            "publication_id": post.publication_id,
            "text": post.text,
            "image_path": post.image_path,
            "alt_text": post.alt_text,
            "sent_at": post.first_sent_at.isoformat(),
        }
        beside = path.with_suffix(f".{os.getpid()}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps(said, indent=2, ensure_ascii=False) + "\n", "utf-8")
            beside.replace(path)
        except OSError as error:
            with suppress(OSError):  # it may not be there either
                beside.unlink()
            raise RefusedError(f"The folder cannot be written: {error.strerror}.") from error
        return Sent(post.key, str(path))
