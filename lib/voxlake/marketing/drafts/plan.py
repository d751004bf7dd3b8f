"""Which drafts a config asks for, each with an id that depends on what makes it and on no more."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass

from voxlake.marketing.drafts.settings import Brand, Brief, DraftSettings

VARIANTS = 100
"""More than a brief has variants: seeds of different runs do not meet."""


@dataclass(frozen=True)
class Planned:
    """A draft that is to be."""

    draft_id: str
    brief: Brief
    variant: int
    seed: int


def planned_drafts(settings: DraftSettings, model: str) -> tuple[Planned, ...]:
    """The drafts of the briefs, first variants of all of them first.

    Args:
        settings: Briefs, brand, generator and seed.
        model: Version of the generator's model.
    """
    asked = sorted(
        (variant, place) for place, b in enumerate(settings.briefs) for variant in range(b.variants)
    )
    briefs = settings.briefs
    return tuple(_planned(settings, briefs[place], variant, model) for variant, place in asked)


def _planned(settings: DraftSettings, brief: Brief, variant: int, model: str) -> Planned:
    seed = settings.seed * VARIANTS + variant
    made = draft_id(brief, settings.brand, settings.generator, model, seed)
    return Planned(made, brief, variant, seed)


def draft_id(brief: Brief, brand: Brand, generator: str, model: str, seed: int) -> str:
    """SHA-256, its first 32 digits, of what makes a draft; how many variants there are is not.

    What the lake knows is not part of it: the next day's best posts ask for no new drafts.
    """
    told = brief.model_dump(mode="json", exclude={"variants"})
    made = [told, brand.model_dump(mode="json"), generator, model, seed]
    return hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()[:32]


def still_to_write(
    planned: tuple[Planned, ...], stored: Collection[str], most: int
) -> tuple[Planned, ...]:
    """Those of the planned drafts that are not stored yet, at most so many."""
    known = set(stored)
    return tuple(one for one in planned if one.draft_id not in known)[:most]
