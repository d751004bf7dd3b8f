"""Where exported models lie, and how they are written and found again; without Spark.

`<folder>/<name>/<version>/` holds the model and its card; `<folder>/<name>/champion.json` names the
version in use. It is written last, so that a reader finds whole models at any time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voxlake.core import storage
from voxlake.core.errors import InputError

GRAPH, NUMBERS = "model.onnx", "model.json"
"""A model is an ONNX file, or plain numbers where it is in closed form."""
_CARD, _CHAMPION = "card.json", "champion.json"


@dataclass(frozen=True)
class Exported:
    """A model that was exported.

    Attributes:
        card: What it says of itself: name, version, inputs, outputs, and more (docs/scoring.md).
        content: The file that the card names.
    """

    card: Mapping[str, Any]
    content: bytes

    @property
    def version(self) -> str:
        """The model's version."""
        return str(self.card["version"])


@dataclass(frozen=True)
class ExportFolder:
    """The folder of exported models: a path, or a place on S3."""

    place: str

    @classmethod
    def of(cls, named: str | None, home: str) -> ExportFolder:
        """The folder that a setting names; None for the one in the lake's own folder."""
        return cls((named or f"{home}/_exports/models").rstrip("/"))

    def write(self, card: Mapping[str, Any], content: bytes) -> None:
        """Write a model, its card with the SHA-256 of it, and that it is in use.

        Args:
            card: With `name`, `version` and `file`.
            content: The file.
        """
        name, version = card["name"], card["version"]
        folder = f"{self.place}/{name}/{version}"
        told = {**card, "sha256": hashlib.sha256(content).hexdigest()}
        storage.write_bytes(f"{folder}/{card['file']}", content)
        storage.write_text(f"{folder}/{_CARD}", as_json(told))
        storage.write_text(f"{self.place}/{name}/{_CHAMPION}", as_json({"version": version}))

    def version_in_use(self, name: str) -> str | None:
        """The version of a model that is in use; None where it was never exported."""
        found = self._read(f"{name}/{_CHAMPION}")
        return None if found is None else str(json.loads(found)["version"])

    def read(self, name: str, version: str) -> Exported:
        """A version of a model.

        Raises:
            InputError: a file is missing, or the model is not the one that its card names.
        """
        card = self._read(f"{name}/{version}/{_CARD}")
        told = json.loads(card or b"{}")
        content = self._read(f"{name}/{version}/{told['file']}") if told else None
        if content is None or hashlib.sha256(content).hexdigest() != told["sha256"]:
            raise InputError(
                f"Version {version} of the exported model {name} is not whole: run export_models."
            )
        return Exported(told, content)

    def names(self) -> list[str]:
        """Names of the models that are in use."""
        found = storage.names(self.place)
        return sorted(n.split("/")[0] for n in found if n.endswith(f"/{_CHAMPION}"))

    def _read(self, path: str) -> bytes | None:
        try:
            return storage.read_bytes(f"{self.place}/{path}")
        except FileNotFoundError:
            return None


def as_json(value: Mapping[str, Any]) -> str:
    """JSON that is the same for the same values."""
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
