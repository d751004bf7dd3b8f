"""How the fuzz tests draw: few and always the same in `make test`, many in `make test-hostile`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis.configuration import set_hypothesis_home_dir

set_hypothesis_home_dir(Path(gettempdir()) / "voxlake-hypothesis")  # never the checkout
MORE = int(os.environ.get("VOXLAKE_FUZZ", "1"))
"""How many times as much is drawn; beyond once, it differs from run to run, by the seed."""
SECONDS = 20
"""CPU that one example may take: all are small, so that more counts as endless."""


def fuzz(examples: int) -> settings:
    """Settings of a test that draws so many examples."""
    return settings(
        max_examples=examples * MORE,
        derandomize=MORE == 1,
        database=None,
        deadline=None,  # `ended` counts CPU instead, whatever else the machine does
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )


@contextmanager
def ended() -> Iterator[None]:
    """Interrupts what takes more CPU than an example may."""

    def stop(*_: object) -> None:
        raise AssertionError(f"it did not end within {SECONDS} seconds of CPU")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def calls(work: Callable[[], Any]) -> int:
    """How many calls of functions some work takes: the same on any machine, however busy."""
    count = 0

    def note(_: object, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count
