"""What lies in the folder of an encoder that set-up prepared; imports no pyspark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voxlake.core.errors import PlatformError
from voxlake.language.encoder.reading import READINGS, Reading

CARD = "encoder.json"
"""What an encoder says of itself."""
WORDS = "vocab.txt"
"""The words of an encoder, one a line, in the order of their numbers."""
_BATCH = 8
"""Texts that are encoded at once: the fastest on two cores (docs/decisions/fixed-scales.md)."""


@dataclass(frozen=True)
class Card:
    """What an encoder says of itself.

    Attributes:
        version: Of its vectors: that of the encoder and that of its reading.
        reading: How it reads texts.
        batch: How many texts may be encoded at once.
        max_tokens: How many tokens of a text it reads, those at both ends among them.
    """

    version: str
    reading: Reading
    batch: int
    max_tokens: int

    @classmethod
    def of(cls, said: Mapping[str, Any], folder: str) -> Card:
        """The card of what stands in the file of a folder.

        Raises:
            PlatformError: an earlier voxlake prepared the encoder.
        """
        if "pooling" not in said:
            raise PlatformError(
                f"An earlier voxlake prepared the text encoder in {folder}: run `python -m "
                "voxlake.setup` again, and `make models TO=<folder>` where models.place is set."
            )
        reading = READINGS[said.get("reads") or "feelings"]
        # Scales that are not fixed are computed over a batch: with one text in it they are its own.
        batch = _BATCH if said.get("scales") == "fixed" else 1
        return cls(f"{said['version']}-{reading.version}", reading, batch, said["max_tokens"])


def no_encoder(folder: str) -> PlatformError:
    """The error where a folder has no encoder, or not the whole of it."""
    return PlatformError(
        f"There is no text encoder in {folder}: run `python -m voxlake.setup`, "
        "or `make models TO=<folder>` and set models.place to that folder."
    )
