"""Names the machine that this process runs on, as far as numbers of processes mean anything."""

from __future__ import annotations

import hashlib
import socket
from pathlib import Path


def this_machine() -> str:
    """The host and its table of processes, which differs between containers."""
    processes = Path("/proc/self/ns/pid")
    return f"{socket.gethostname()} {processes.readlink() if processes.is_symlink() else ''}"


def machine_id() -> str:
    """A short name of `this_machine` that may be a folder's."""
    return hashlib.sha256(this_machine().encode()).hexdigest()[:12]
