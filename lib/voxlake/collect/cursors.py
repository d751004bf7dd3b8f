"""Keeps how far each thing that is collected has come, in small files of the lake."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from voxlake.lake import small_files

_NAME_LENGTH = 20


@dataclass(frozen=True)
class Cursors:
    """A file for each name in `_voxlake` of the lake, such as `collect-1f0c….json`."""

    home: str
    """Folder of the lake."""
    may_write: Callable[[], None] = lambda: None
    """Raises where the run has lost the lake's lock."""

    def read(self, name: str) -> dict[str, Any]:
        """What was kept under a name; nothing where nothing was.

        Args:
            name: Whatever tells one cursor from another, of any characters.

        Raises:
            ConfigError: the file is broken; says what to do.
        """
        lost = "remove it, and what it is of is collected from the start"
        kept = small_files.read_kept(self.home, _file(name), _mapping, lost)
        return kept if kept.get("name") == name else {}

    def keep(self, name: str, values: Mapping[str, Any]) -> None:
        """Write what is known under a name, over what was."""
        self.may_write()
        small_files.keep(self.home, _file(name), {**values, "name": name})


def _mapping(kept: Any) -> dict[str, Any]:  # noqa: ANN401  (whatever the file holds)
    return {**kept}


def _file(name: str) -> str:
    return f"collect-{hashlib.sha256(name.encode()).hexdigest()[:_NAME_LENGTH]}.json"
