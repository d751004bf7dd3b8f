"""Lets one run at a time work on a lake, and says who that is.

Delta on S3 is safe for one driver per table only, so the jobs of a lake run one at a time. The
lock is a file, `_voxlake/lock.json`, in the lake's home.
"""

from __future__ import annotations

import getpass
import json
import logging
import os
import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import psutil

from voxlake.core.errors import ConfigError, PlatformError
from voxlake.lake.place import Catalog, Root
from voxlake.run.lock_file import LockFile, lock_file

HEARTBEAT_SECONDS = 30.0
_SAME_START_SECONDS = 60.0  # the system's clock may be set while a process runs
_ATTEMPTS = 5

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Holder:
    """Who holds a lock: a process, what it does, since when, and when it last said that it lives.

    `machine` is the host and its table of processes, which differs between containers.
    """

    user: str
    host: str
    machine: str
    pid: int
    process_started: float
    doing: str
    since: str
    heartbeat: str
    token: str

    @classmethod
    def here(cls, doing: str) -> Holder:
        """This process, from now on."""
        now = _now()
        return cls(
            user=_user(),
            host=socket.gethostname(),
            machine=_machine(),
            pid=os.getpid(),
            process_started=psutil.Process().create_time(),
            doing=doing,
            since=now,
            heartbeat=now,
            token=uuid.uuid4().hex,
        )

    @property
    def is_alive(self) -> bool | None:
        """Whether its process runs; None where this machine cannot know."""
        if self.machine != _machine():
            return None
        try:
            process = psutil.Process(self.pid)
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            apart = abs(process.create_time() - self.process_started)
        except psutil.NoSuchProcess:
            return False
        return bool(apart < _SAME_START_SECONDS)

    def __str__(self) -> str:
        """Who and since when, for people."""
        return (
            f"{self.user} on {self.host} (process {self.pid}; {self.doing}) since {self.since}, "
            f"last heard of at {self.heartbeat}"
        )


@contextmanager
def lake_lock(place: Root | Catalog, doing: str) -> Iterator[None]:
    """Hold the lake's lock in the block.

    A lock whose process on this machine is dead, as after `kill -9`, is taken over.

    Args:
        place: The lake.
        doing: What it is held for, such as a run and its jobs.

    Raises:
        PlatformError: somebody else holds it; says who, since when, and how to break the lock of
            a holder that is gone.
    """
    file = lock_file(_path(place))
    holder = Holder.here(doing)
    _acquire(file, holder, place)
    stopped = threading.Event()
    beat = threading.Thread(target=_keep_alive, args=(file, holder, stopped), daemon=True)
    beat.start()
    try:
        yield
    finally:
        stopped.set()
        beat.join()
        _release(file, holder)


def break_lock(place: Root | Catalog) -> str:
    """Remove the lake's lock, whoever holds it, and say who did.

    Raises:
        PlatformError: the holder's process runs on this machine, so the lock is not stale.
    """
    file = lock_file(_path(place))
    found = file.read()
    if found is None:
        return f"Nobody holds the lock of {place}."
    holder = _parse(found.text)
    if holder and holder.is_alive:
        raise PlatformError(f"{holder} holds the lock of {place} and runs: stop that process.")
    file.remove(found.tag)
    return f"The lock of {place} is broken; it was held by {holder or 'an unknown process'}."


def _path(place: Root | Catalog) -> str:
    if place.home is None:
        raise ConfigError("Set lake.home: a lake in a catalog needs a folder for its lock.")
    return f"{place.home}/_voxlake/lock.json"


def _acquire(file: LockFile, holder: Holder, place: Root | Catalog) -> None:
    text = json.dumps(asdict(holder))
    for _ in range(_ATTEMPTS):
        if file.create(text):
            return
        if (found := file.read()) is None:
            continue  # released meanwhile
        if _is_of(found.text, holder):
            return  # made by a request whose answer was lost, and which was sent again
        other = _parse(found.text)
        if other is None or other.is_alive is not False:
            break
        if file.swap(text, found.tag):
            _log.warning("took over the lock of a dead process: %s", other)
            return
    else:
        raise PlatformError(f"The lock of {place} changes hands too often; try again.")
    raise PlatformError(
        f"The lake {place} is in use by {other or 'an unknown process'}. Wait for it to end or, "
        f"if it is gone, run: {_unlock_command(place)}"
    )


def _unlock_command(place: Root | Catalog) -> str:
    return f"voxlake unlock --lake {place}" if isinstance(place, Root) else "voxlake unlock"


def _keep_alive(file: LockFile, holder: Holder, stopped: threading.Event) -> None:
    while not stopped.wait(HEARTBEAT_SECONDS):
        try:
            found = file.read()
            if found is None or not _is_of(found.text, holder):
                _log.error(
                    "the lock of this run was broken: another run may write at the same time"
                )
                return
            file.swap(json.dumps(asdict(replace(holder, heartbeat=_now()))), found.tag)
        except (OSError, PlatformError) as error:
            _log.warning("the lock's heartbeat could not be written: %s", error)


def _release(file: LockFile, holder: Holder) -> None:
    found = file.read()
    if found and _is_of(found.text, holder):
        file.remove(found.tag)


def _is_of(text: str, holder: Holder) -> bool:
    other = _parse(text)
    return other is not None and other.token == holder.token


def _parse(text: str) -> Holder | None:
    try:
        return Holder(**json.loads(text))
    except (TypeError, ValueError):
        return None


def _machine() -> str:
    processes = Path("/proc/self/ns/pid")
    return f"{socket.gethostname()} {processes.readlink() if processes.is_symlink() else ''}"


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
