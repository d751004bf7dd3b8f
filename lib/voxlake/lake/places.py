"""Refuses places that only one machine sees, when the work is done on others."""

from __future__ import annotations

import re
from collections.abc import Mapping

from voxlake.core.errors import ConfigError

_SHARED_MOUNTS = ("/Volumes/", "/Workspace/", "/dbfs/")
"""Folders that every machine of a Databricks cluster sees."""


def require_shared_places(master: str, places: Mapping[str, str]) -> None:
    """Check that the machines of a cluster all reach the places a run reads and writes.

    Args:
        master: Spark's master, such as `local[*]` or `spark://host:7077`.
        places: The place, a path or an address, by the config key that names it.

    Raises:
        ConfigError: the master is not local and a place is; names every such key.
    """
    if re.match(r"local(\[|$)", master):
        return
    wrong = [f"{key} is {place}" for key, place in places.items() if _is_of_one_machine(place)]
    if wrong:
        raise ConfigError(
            f"The work is done by the cluster {master}, whose machines do not share this one's "
            f"files: {'; '.join(wrong)}. Give paths that all of them reach, such as s3a://, "
            "and the address of an MLflow server, such as https://."
        )


def _is_of_one_machine(place: str) -> bool:
    """A path without a scheme counts as one of this machine's, as it does elsewhere in voxlake.

    A bare word such as `databricks`, which MLflow takes as an address, does not.
    """
    scheme = re.match(r"([A-Za-z][\w+.-]*):", place)
    if scheme:
        return scheme[1].lower() in ("file", "sqlite")
    return not place.startswith(_SHARED_MOUNTS) and not re.fullmatch(r"databricks(-uc)?", place)
