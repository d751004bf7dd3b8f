"""Works on the analyses that wait, one after another, beside the requests of the API."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable
from typing import Any

from voxlake.core.errors import VoxlakeError
from voxlake.serve.analyses.queue import Analysis, Queue

Step = Callable[[int], None]
"""Told how many steps are done."""
_log = logging.getLogger(__name__)
_LOOKS_EVERY_S = 1.0


class Worker:
    """A thread that takes analyses from the queue until it is stopped, or its process is killed."""

    def __init__(
        self, queue: Queue, analyse: Callable[[str, Step], dict[str, Any]], steps: int
    ) -> None:
        """Do nothing yet.

        Args:
            queue: Where analyses are.
            analyse: What a user is like, told by the user's id.
            steps: How many steps that has.
        """
        self._queue, self._analyse, self._steps = queue, analyse, steps
        self._name = uuid.uuid4().hex
        self._woken, self._stopped = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="analyses", daemon=True)

    def start(self) -> None:
        """Begin; also with what a killed process left."""
        self._thread.start()

    def wake(self) -> None:
        """Look at once whether one waits."""
        self._woken.set()

    def stop(self) -> None:
        """End after the one that is worked on."""
        self._stopped.set()
        self.wake()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                taken = self._queue.take(self._name)
                if taken:
                    self._work(taken)
                    continue
            except Exception as error:  # a full disk, which may pass
                _log.exception("analyses are not worked on: %s", type(error).__name__)
            self._woken.wait(_LOOKS_EVERY_S)
            self._woken.clear()

    def _work(self, taken: Analysis) -> None:
        ended = threading.Event()

        def beat() -> None:
            while not ended.wait(self._queue.lease_s / 3):
                self._queue.lives(taken.id, self._name)

        beating = threading.Thread(target=beat, daemon=True)
        beating.start()
        try:
            result = self._analyse(taken.user_id, lambda count: self._step(taken, count))
            self._queue.done(taken.id, self._name, result, self._steps)
        except VoxlakeError as error:
            self._queue.failed(taken.id, self._name, str(error))
        except Exception as error:
            _log.exception("an analysis failed: %s", type(error).__name__)
            said = "Something failed here: ask an operator, who has the log."
            self._queue.failed(taken.id, self._name, said)
        finally:
            ended.set()
            beating.join()

    def _step(self, taken: Analysis, count: int) -> None:
        self._queue.lives(taken.id, self._name, count)
