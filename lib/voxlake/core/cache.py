"""Where set-up puts what all checkouts share."""

from __future__ import annotations

import os
from pathlib import Path


def cache_dir() -> Path:
    """Folder that set-up fills once for all checkouts: jars, encoder, S3 server."""
    default = Path.home() / ".cache" / "voxlake"
    return Path(os.environ.get("VOXLAKE_CACHE") or default).absolute()
