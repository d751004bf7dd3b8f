"""How far apart two tables of counts are."""

from __future__ import annotations

import math
from collections.abc import Mapping

_HALF = 0.5
"""Added to each count, so that an empty bin does not make an endless index."""


def stability_index(now: Mapping[str, float], reference: Mapping[str, float]) -> float:
    """Population stability index of two tables of counts: sum of (p - q) ln(p / q).

    Below 0.1 little has changed, from 0.25 much has (Siddiqi 2006, "Credit Risk Scorecards").
    """
    names = sorted({*now, *reference})
    totals = [sum(counts.get(n, 0) + _HALF for n in names) for counts in (now, reference)]
    pairs = [
        tuple((c.get(n, 0) + _HALF) / t for c, t in zip((now, reference), totals, strict=True))
        for n in names
    ]
    return sum((p - q) * math.log(p / q) for p, q in pairs)
