"""Ends a run that is told to: by SIGTERM, as containers are stopped, or by Ctrl-C.

The first signal is raised in the main thread as an error, wherever it waits, so that every block
that is left does what it does at its end: the job's row is kept, the lock removed. A second one
ends the process at once.

Python runs a signal's handler in the main thread, and only where that thread runs Python: a call
that waits is woken, but not where the signal came just before the call began, or where the system
gave it to another thread. So a thread is told of each signal too, and sees to it.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from pyspark import SparkContext

_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_WORDS = b"\nStopping; a second signal ends this at once.\n"
_AGAIN_SECONDS = 1.0
_WAKING = signal.SIGURG
_WAKE_SECONDS = 0.2

_log = logging.getLogger(__name__)


class Stopped(BaseException):
    """The process was told to end. Not a KeyboardInterrupt, of which py4j logs the trace."""

    def __init__(self, number: int) -> None:
        self.exit_code = exit_code_of(number)
        super().__init__(f"stopped by {signal.Signals(number).name}")


def exit_code_of(number: int) -> int:
    """The exit code of a process that a signal ended, as shells have it."""
    return 128 + number


class _Stopping:
    """What is to be done when a signal comes, and whether one came."""

    def __init__(self) -> None:
        self._callbacks: list[Callable[[], None]] = []
        self._came = threading.Event()
        self._ended = threading.Event()

    def begin(self) -> None:
        """Take the signals, which only the main thread can."""
        for number in _SIGNALS:
            signal.signal(number, self._stop)
        signal.signal(_WAKING, lambda *_: None)

    def watch(self, arrivals: int) -> None:
        """See to it that the first signal reaches the main thread, and end with the second.

        Args:
            arrivals: A file descriptor from which the number of each signal is read as it comes.
        """
        with os.fdopen(arrivals, "rb", buffering=0) as told:
            numbers = iter(lambda: told.read(1), b"")
            came = (number[0] for number in numbers if number[0] in _SIGNALS)
            if next(came, None) is None:
                return
            while not self._came.wait(_WAKE_SECONDS):
                signal.pthread_kill(threading.main_thread().ident or 0, _WAKING)
            second = next(came, None)
        if second is not None:
            os._exit(exit_code_of(second))

    @contextmanager
    def calling(self, callback: Callable[[], None]) -> Iterator[None]:
        """Call it, in another thread and again and again, from a signal on until the block ends."""
        self._callbacks.append(callback)
        try:
            yield
        finally:
            self._callbacks.remove(callback)

    def call(self) -> None:
        """Wait for a signal, then call what there is to call, until the end."""
        self._came.wait()
        while not self._ended.is_set():
            for callback in tuple(self._callbacks):
                try:
                    callback()
                except Exception as error:
                    _log.debug("what this run does could not be ended: %s", error)
            self._ended.wait(_AGAIN_SECONDS)

    def end(self) -> None:
        """Let the thread of `call` end."""
        self._ended.set()
        self._came.set()

    def _stop(self, number: int, _: object) -> None:
        if self._came.is_set():
            os._exit(exit_code_of(number))
        self._came.set()
        with suppress(OSError):
            os.write(2, _WORDS)
        _leave_connection()
        raise Stopped(number)


_state: _Stopping | None = None


@contextmanager
def stoppable() -> Iterator[None]:
    """Let SIGTERM and Ctrl-C raise `Stopped` in the block; does nothing but in the main thread."""
    global _state  # noqa: PLW0603  (signals are the process's too)
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (*_SIGNALS, _WAKING)}
    _state = state = _Stopping()
    state.begin()
    threading.Thread(target=state.call, name="stopping", daemon=True).start()
    try:
        with _arrivals() as arrivals:
            threading.Thread(
                target=state.watch, args=(arrivals,), name="signals", daemon=True
            ).start()
            yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        _state = None
        state.end()


@contextmanager
def _arrivals() -> Iterator[int]:
    """The end of a pipe to read, into which signals that come are written until the block ends."""
    read, write = os.pipe()
    os.set_blocking(write, False)
    before = signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    try:
        yield read
    finally:
        signal.set_wakeup_fd(before)
        os.close(write)


def take_signals_again() -> None:
    """Take the signals back from PySpark, whose sessions take Ctrl-C for themselves.

    Theirs asks Java over the connection on which the main thread may wait for an answer.
    """
    if _state is not None and threading.current_thread() is threading.main_thread():
        _state.begin()


@contextmanager
def on_stop(callback: Callable[[], None]) -> Iterator[None]:
    """Where a signal ends the block, end what it has others do.

    Args:
        callback: Called by another thread, again and again until the block has ended: what is
            about to begin when it is called first is ended the next time.
    """
    if _state is None:
        yield
        return
    with _state.calling(callback):
        yield


def _leave_connection() -> None:
    """Leave the main thread's connection to Java, on which an answer may be due yet.

    What the thread asks Java from now on goes over a new one, which py4j makes.
    """
    client = getattr(SparkContext._gateway, "_gateway_client", None)
    of_thread = getattr(client, "thread_connection", None)
    if of_thread is not None:
        of_thread.__dict__.pop("connection", None)
