"""Lets one run at a time work on a lake, and says who that is.

Delta on S3 is safe for one driver per table only, so the jobs of a lake run one at a time. The
lock is a file, `_voxlake/lock.json`, in the lake's home.

The holder writes its heartbeat into the file, and nobody but a person with `--force` takes the file
from one whose heartbeat is fresh. So a run asks before each commit whether it holds the lock still:
it does while it could renew it lately, and does not once it found another's, or none.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from voxlake.core.errors import ConfigError, LockLostError, PlatformError
from voxlake.lake.place import Catalog, Root
from voxlake.run.holder import Holder
from voxlake.run.lock_file import LockFile, lock_file

HEARTBEAT_SECONDS = 30.0
STALE_SECONDS = 300.0
"""A lock whose heartbeat is older may be broken."""
_RENEWED_SECONDS = STALE_SECONDS / 2  # half, since a commit takes time after it has asked
_ATTEMPTS = 5

_log = logging.getLogger(__name__)


class HeldLock:
    """A lock that this process takes now, and whether it holds it still."""

    def __init__(
        self, file: LockFile, holder: Holder, place: Root | Catalog, on_lost: Callable[[], None]
    ) -> None:
        self._file = file
        self._on_lost = on_lost
        self._holder = holder
        self._place = place
        self._asking = threading.Lock()
        self._is_lost = False
        self._renewed = _seconds()

    def require(self) -> None:
        """See that the lock is held; costs nothing unless the heartbeat is late.

        Raises:
            LockLostError: it was broken, or could not be renewed; so the run must not write.
        """
        with self._asking:  # of threads that find it late at once, one renews it
            if not self._is_lost and self._is_late():
                self.renew()
        if self._is_lost:
            raise LockLostError(
                f"This run holds the lock of {self._place} no more: it was broken, and another run "
                "may be writing. Nothing more is written; run the same command again."
            )
        if self._is_late():
            raise LockLostError(
                f"The lock of {self._place} could not be renewed for {_RENEWED_SECONDS:.0f} s, so "
                "that another run may have taken it. Nothing more is written; see whether the "
                "storage answers, and run the same command again."
            )

    def renew(self) -> None:
        """Write the heartbeat into the lock's file; note where the file is another's, or gone."""
        try:
            began = _seconds()
            found = self._file.read()
            if found is None or not self._holder.wrote(found.text):
                self._is_lost = True
                _log.error("the lock of this run was broken: it stops")
            elif self._file.swap(self._holder.heard_now().as_text(), found.tag):
                self._renewed = began
        except Exception as error:
            _log.warning("the lock's heartbeat could not be written: %s", error)

    def release(self) -> None:
        """Remove the file if it is this lock's; an error of the block goes before one of it."""
        try:
            found = self._file.read()
            if found and self._holder.wrote(found.text):
                self._file.remove(found.tag)
        except Exception as error:
            _log.warning(
                "the lock could not be removed (%s); when it is old: %s",
                error,
                _unlock_command(self._place),
            )

    def renew_until(self, stopped: threading.Event) -> None:
        """Renew at intervals until the event is set; once the lock is lost, say so as often."""
        while not stopped.wait(HEARTBEAT_SECONDS):
            if not self._is_lost:
                self.renew()
            if self._is_lost:
                self._tell()

    def _tell(self) -> None:
        """Say that the lock is lost: more than once, for what began when it was said before."""
        try:
            self._on_lost()
        except Exception as error:
            _log.warning("what this run does could not be ended: %s", error)

    def _is_late(self) -> bool:
        return _seconds() - self._renewed > _RENEWED_SECONDS


@contextmanager
def lake_lock(
    place: Root | Catalog, doing: str, on_lost: Callable[[], None] = lambda: None
) -> Iterator[HeldLock]:
    """Hold the lake's lock in the block, which is to ask it before each commit.

    A lock whose process on this machine is dead, as after `kill -9`, is taken over.

    Args:
        place: The lake.
        doing: What it is held for, such as a run and its jobs.
        on_lost: Called by another thread, again and again, once the lock is found to be broken.

    Raises:
        PlatformError: somebody else holds it; says who, since when, and how to break the lock of
            a holder that is gone.
    """
    file = lock_file(_path(place))
    holder = Holder.here(doing)
    held, stopped = HeldLock(file, holder, place, on_lost), threading.Event()
    beat = threading.Thread(target=held.renew_until, args=(stopped,), daemon=True)
    is_refused = False
    try:
        try:
            _acquire(file, holder, place)
        except Exception:
            is_refused = True
            raise
        beat.start()
        yield held
    finally:
        stopped.set()
        if beat.ident is not None:
            beat.join()
        if not is_refused:  # but held, or stopped by a signal while it was taken
            held.release()


def require_free(place: Root | Catalog) -> None:
    """See that nobody holds the lake's lock now, at the cost of reading a small file.

    Raises:
        PlatformError: somebody does, as far as can be told; says what `lake_lock` says.
    """
    if (found := lock_file(_path(place)).read()) is None:
        return
    other = Holder.read(found.text)
    if other is None or other.is_alive is not False:
        raise _in_use(place, other)


def break_lock(place: Root | Catalog, *, force: bool = False) -> str:
    """Remove the lake's lock where its holder is gone, and say who held it.

    The holder is gone when its process on this machine is dead or, on another machine, when the
    last heartbeat is old: both times are the storage's, so that no machine's clock counts.

    Args:
        place: The lake.
        force: Whether to break it also where the holder lives; it stops at its next commit.

    Raises:
        PlatformError: the holder lives, as far as can be told; says who it is.
    """
    file = lock_file(_path(place))
    found = file.read()
    if found is None:
        return f"Nobody holds the lock of {place}."
    holder = Holder.read(found.text)
    who, age = holder or "An unknown process", f"{found.age_seconds:.0f} s ago"
    is_alive = holder.is_alive if holder else None
    if is_alive and not force:
        raise PlatformError(f"{who} holds the lock of {place} and runs: stop that process.")
    if is_alive is None and found.age_seconds <= STALE_SECONDS and not force:
        raise PlatformError(
            f"{who} holds the lock of {place} and wrote its heartbeat {age}; it counts as gone "
            f"after {STALE_SECONDS:.0f} s. Wait, or stop it there; --force breaks the lock even so."
        )
    if not file.remove(found.tag):
        raise PlatformError(f"The lock of {place} changed just now: its holder lives. Try again.")
    return f"The lock of {place} is broken; its heartbeat was written {age}, by {who}."


def _path(place: Root | Catalog) -> str:
    if place.home is None:
        raise ConfigError("Set lake.home: a lake in a catalog needs a folder for its lock.")
    return f"{place.home}/_voxlake/lock.json"


def _acquire(file: LockFile, holder: Holder, place: Root | Catalog) -> None:
    text = holder.as_text()
    for _ in range(_ATTEMPTS):
        if file.create(text):
            return
        if (found := file.read()) is None:
            continue  # released meanwhile
        if holder.wrote(found.text):
            return  # made by a request whose answer was lost, and which was sent again
        other = Holder.read(found.text)
        if other is None or other.is_alive is not False:
            break
        if file.swap(text, found.tag):
            _log.warning("took over the lock of a dead process: %s", other)
            return
    else:
        raise PlatformError(f"The lock of {place} changes hands too often; try again.")
    raise _in_use(place, other)


def _in_use(place: Root | Catalog, holder: Holder | None) -> PlatformError:
    return PlatformError(
        f"The lake {place} is in use by {holder or 'an unknown process'}. Wait for it to end or, "
        f"if it is gone, run: {_unlock_command(place)}"
    )


def _unlock_command(place: Root | Catalog) -> str:
    return f"voxlake unlock --lake {place}" if isinstance(place, Root) else "voxlake unlock"


def _seconds() -> float:
    """Seconds since the machine started, with those in which it slept where it tells them."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
