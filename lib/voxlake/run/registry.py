"""Keeps MLflow's sqlite file of a lake that is not on this machine in the lake itself.

The file is fetched when it is first asked for and kept after each change. One run at a time works
on a lake, so that no other run changes it meanwhile.
"""

from __future__ import annotations

import atexit
import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from voxlake.core import storage


@dataclass(frozen=True)
class Registry:
    """The registry at a place that sqlite cannot open, such as `s3a://…/_mlflow/mlflow.db`."""

    place: str

    @cached_property
    def uri(self) -> str:
        """MLflow's address of a copy, which lives as long as this process."""
        folder = Path(tempfile.mkdtemp(prefix="voxlake-mlflow-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        copy = folder / "mlflow.db"
        with suppress(FileNotFoundError):  # MLflow makes a new one
            copy.write_bytes(storage.read_bytes(self.place))
        return f"sqlite:///{copy}"

    def keep(self) -> None:
        """Put the copy, as it is now, in the place of the file."""
        copy = Path(self.uri.removeprefix("sqlite:///"))
        whole = copy.with_suffix(".whole")
        with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(whole)) as target:
            source.backup(target)
        storage.write_bytes(self.place, whole.read_bytes())
