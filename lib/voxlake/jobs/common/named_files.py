"""Files that settings name."""

from __future__ import annotations

from voxlake.core import storage
from voxlake.core.errors import InputError


def text_of(path: str, setting: str) -> str:
    """The text of a file.

    Raises:
        InputError: there is no such file; says which setting names it.
    """
    try:
        return storage.read_text(path)
    except FileNotFoundError as error:
        raise InputError(f"There is no file {path}: set {setting}.") from error
