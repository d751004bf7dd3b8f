"""The models that export_models wrote, loaded and kept, and loaded anew when others are in use."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voxlake.core.errors import VoxlakeError
from voxlake.language.encoder.vectors import session_of
from voxlake.run.exports import GRAPH, Exported, ExportFolder
from voxlake.serve.errors import RefusedError

_log = logging.getLogger(__name__)
_ONE_THREAD = 1
"""Small graphs are done before a second one has begun."""


@dataclass(frozen=True)
class Loaded:
    """A model that is ready: what it says of itself, its file, and its graph where it has one."""

    exported: Exported
    session: Any

    @property
    def card(self) -> Mapping[str, Any]:
        """What it says of itself."""
        return self.exported.card

    @property
    def version(self) -> str:
        """The model's version."""
        return self.exported.version

    def run(self, given: NDArray[Any], output: str) -> NDArray[Any]:
        """What the graph gives for its one input."""
        name = self.session.get_inputs()[0].name
        found: NDArray[Any] = self.session.run([output], {name: given})[0]
        return found


class Shelf:
    """Exported models by name."""

    def __init__(
        self,
        folder: ExportFolder,
        refresh_s: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open the folder; nothing is loaded yet.

        Args:
            folder: Where export_models writes.
            refresh_s: How long the version in use is not looked up again.
            clock: Seconds that pass.
        """
        self._folder = folder
        self._refresh_s = refresh_s
        self._clock = clock
        self._lock = Lock()
        self._looked_up: dict[str, float] = {}
        self._loaded: dict[str, Loaded] = {}

    def find(self, name: str) -> Loaded | None:
        """The model in use; None where it was never exported.

        Raises:
            RefusedError: it cannot be read, and there is none from before (503).
        """
        with self._lock:
            now = self._clock()
            if now - self._looked_up.get(name, -np.inf) >= self._refresh_s:
                self._refresh(name)
                self._looked_up[name] = now
            return self._loaded.get(name)

    def get(self, name: str) -> Loaded:
        """The model in use.

        Raises:
            RefusedError: it was never exported, or cannot be read (503).
        """
        if (found := self.find(name)) is None:
            raise RefusedError(
                503,
                "model_missing",
                f"There is no model {name} to score with: fit it, and run export_models.",
            )
        return found

    def targets(self) -> list[str]:
        """The targets of propensity that have a model in use, in order."""
        prefix = "propensity."
        return [n.removeprefix(prefix) for n in self._folder.names() if n.startswith(prefix)]

    def _refresh(self, name: str) -> None:
        known = self._loaded.get(name)
        try:
            version = self._folder.version_in_use(name)
            if version is None or (known and known.version == version):
                return
            exported = self._folder.read(name, version)
        except (VoxlakeError, OSError, ValueError) as error:
            _log.warning("the exported model %s cannot be read: %s", name, error)
            if known is None:
                raise RefusedError(
                    503,
                    "model_missing",
                    f"The model {name} cannot be read at the moment: run export_models.",
                ) from error
            return
        is_graph = exported.card["file"] == GRAPH
        session = session_of(exported.content, _ONE_THREAD) if is_graph else None
        self._loaded[name] = Loaded(exported, session)
