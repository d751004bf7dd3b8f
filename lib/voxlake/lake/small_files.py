"""Small JSON files of a lake, in its folder `_voxlake`, which are read before Spark starts."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from voxlake.core import storage
from voxlake.core.errors import ConfigError

T = TypeVar("T")


def read_kept(home: str | None, name: str, parse: Callable[[Any], T], if_broken: str) -> T:
    """What a file holds, parsed; `parse` of nothing where there is no file or no folder.

    Args:
        home: Folder of the lake; None for a lake in a catalog that has none.
        name: The file's name, such as `sources.json`.
        parse: Makes of the file's JSON what is asked for; gets an empty mapping for none.
        if_broken: What to do about a file that is broken, for people.

    Raises:
        ConfigError: the file is no JSON, or not of the form that `parse` takes.
    """
    if home is None:
        return parse({})
    path = path_of(home, name)
    try:
        return parse(json.loads(storage.read_text(path)))
    except FileNotFoundError:
        return parse({})
    except (ConfigError, ValueError, TypeError, AttributeError) as error:
        raise ConfigError(f"{path} is broken ({error}): {if_broken}.") from error


def keep(home: str, name: str, values: Mapping[str, Any]) -> None:
    """Write a file, over the one that is there; only the holder of the lake's lock does."""
    storage.write_text(path_of(home, name), json.dumps(values, indent=1))


def path_of(home: str, name: str) -> str:
    """Where a file lies."""
    return f"{home}/_voxlake/{name}"
