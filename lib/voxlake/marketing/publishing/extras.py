"""Packages of the extra `publish`."""

from __future__ import annotations

import importlib
from types import ModuleType

from voxlake.core.errors import ConfigError


def needed(module: str) -> ModuleType:
    """A module of the extra `publish`.

    Raises:
        ConfigError: it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ConfigError(
            f"This needs the package {module}: pip install 'voxlake[publish]'."
        ) from error
