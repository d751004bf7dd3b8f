"""Starts the process of a crawl and gives what it tells, whatever becomes of it."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_START_S = 300.0
"""Seconds that a crawl may take to begin, on a machine that is busy."""
_SILENCE_S = 90.0
"""Seconds without a sign of life after which a crawl hangs: at a page that has no end."""
_TAIL_BYTES = 2_000
COMMAND = (sys.executable, "-m", "voxlake.collect.pages.child")


class BrokenOffError(Exception):
    """A crawl ended before it was done; says how."""


def events(
    task: Mapping[str, Any], *, command: Sequence[str] = COMMAND, silence_s: float = _SILENCE_S
) -> Iterator[dict[str, Any]]:
    """What a crawl tells, event by event, until it is done. It ends when this is closed.

    Args:
        task: As `child.crawl` takes it.
        command: What is started.
        silence_s: Seconds without an event after which it is ended.

    Raises:
        BrokenOffError: it was killed, failed or hung.
    """
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            start_new_session=True,  # Ctrl-C is for us, who end it
        )
        lines: queue.Queue[bytes | None] = queue.Queue(maxsize=1_000)
        reader = threading.Thread(target=_pass_on, args=(process, task, lines), daemon=True)
        reader.start()
        try:
            yield from _told(lines, silence_s)
            if code := process.wait(timeout=silence_s):
                raise BrokenOffError(f"it ended with {code}: {_tail(errors)}")
        except (queue.Empty, subprocess.TimeoutExpired):
            raise BrokenOffError(f"it gave no sign of life for {silence_s:.0f} s") from None
        finally:
            process.kill()
            process.wait()
            while reader.is_alive():  # it may wait for room
                _drain(lines)
                reader.join(timeout=0.05)
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    _close(pipe)


def _told(lines: queue.Queue[bytes | None], silence_s: float) -> Iterator[dict[str, Any]]:
    waits_s = _START_S
    while (line := lines.get(timeout=waits_s)) is not None:
        waits_s = silence_s
        yield json.loads(line)


def _pass_on(
    process: subprocess.Popen[bytes], task: Mapping[str, Any], lines: queue.Queue[bytes | None]
) -> None:
    """Hand the task over, and what comes back on."""
    try:
        if process.stdin is not None and process.stdout is not None:
            process.stdin.write(json.dumps(task).encode() + b"\n")
            process.stdin.flush()
            for line in process.stdout:
                if line.endswith(b"\n"):  # else it was killed within a line
                    lines.put(line)
    except OSError:
        pass  # it is gone
    finally:
        lines.put(None)


def _drain(lines: queue.Queue[bytes | None]) -> None:
    try:
        while True:
            lines.get_nowait()
    except queue.Empty:
        return


def _close(pipe: Any) -> None:  # noqa: ANN401
    try:
        pipe.close()
    except OSError:
        return  # of a process that is gone


def _tail(errors: Any) -> str:  # noqa: ANN401
    """The last line that it wrote of what went wrong."""
    size = errors.seek(0, os.SEEK_END)
    errors.seek(max(0, size - _TAIL_BYTES))
    lines = errors.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"
