"""The heads that texts are scored with: what was exported, else what comes with voxlake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voxlake.core.storage import read_text
from voxlake.language.heads.plain import Floats, PlainHead, shipped_head


@dataclass(frozen=True)
class HeadInUse:
    """A head that is ready to say something of vectors.

    Attributes:
        version: The model's.
        encoder_version: Of the vectors that it reads.
        labels: What it tells.
        unsure_below: Least probability of a label that is given; below it the label is `unsure`.
        chances: Of vectors, the probability of each label, (texts, labels).
    """

    version: str
    encoder_version: str
    labels: tuple[str, ...]
    unsure_below: float
    chances: Callable[[NDArray[np.float32]], Floats]


def shipped(name: str, place: str | None = None) -> HeadInUse:
    """The head that comes with voxlake.

    Args:
        name: What it tells, such as `sentiment`.
        place: `models.place`, which has heads of its own; None for those of the package.
    """
    text = read_text(f"{place}/heads/{name}/head.json") if place else None
    version, numbers = shipped_head(name, text)
    head = PlainHead.of(numbers)
    return HeadInUse(version, head.encoder_version, head.labels, head.unsure_below, head.chances)
