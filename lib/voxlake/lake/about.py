"""Facts of a lake that are fixed when it is made, in a small file of it, `_voxlake/lake.json`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from voxlake.core.errors import ConfigError
from voxlake.core.zones import DEFAULT_ZONE
from voxlake.lake.small_files import keep, read_kept

FILE = "lake.json"
_ZONE = "time_zone"


def read_about(home: str | None) -> dict[str, Any]:
    """All facts that the file of a lake holds; empty for a lake without one.

    Raises:
        ConfigError: the file is broken; says what to do.
    """
    return read_kept(
        home,
        FILE,
        dict,
        f'write into it the zone that its days are cut by, as {{"{_ZONE}": "UTC"}}',
    )


def add_facts(home: str | None, facts: Mapping[str, Any]) -> None:
    """Keep facts beside those that a lake holds; only the holder of its lock does.

    Facts that the file holds already are written anew with their new value. A lake without a folder
    keeps nothing.
    """
    held = read_about(home)
    if home is not None and {**held, **facts} != held:
        keep(home, FILE, {**held, **facts})


def zone_of(home: str | None, asked: str | None, is_made: Callable[[], bool]) -> str:
    """The zone by which a lake's days are cut: its own or, before it is made, the one asked for.

    Args:
        home: Folder of the lake.
        asked: What the config says, `lake.time_zone`; None where it says nothing.
        is_made: Whether a lake without the file has tables: such a lake is of before there were
            zones, when all days were those of UTC.

    Raises:
        ConfigError: the config says another zone than the lake has; names both, and the way over.
    """
    own = read_about(home).get(_ZONE)
    if own is None:
        own = DEFAULT_ZONE if is_made() else asked or DEFAULT_ZONE
    if asked is not None and asked != own:
        raise ConfigError(
            f"lake.time_zone is {asked}, but the days of the lake {home or ''} are cut by {own}, "
            "which is fixed when a lake is made. Leave the setting out, or make a lake anew in "
            f'{asked}: another --lake, and the same sources (docs/operations.md, "Days").'
        )
    return str(own)


def fix_zone(home: str | None, zone: str) -> None:
    """Keep the zone of a lake, where it is not kept yet; only the holder of its lock does.

    Raises:
        ConfigError: another run has made the lake in another zone meanwhile.
    """
    add_facts(home, {_ZONE: zone_of(home, zone, is_made=lambda: False)})
