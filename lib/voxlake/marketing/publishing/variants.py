"""Which variant of an item goes out: the arm that the bandit of its experiment chooses."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from voxlake.marketing.experiments.bandits import BanditState, choose, new_state
from voxlake.marketing.experiments.settings import ExperimentSettings
from voxlake.marketing.publishing.items import Item, Variant


@dataclass(frozen=True)
class Chosen:
    """The variant that goes out, the choice that it is of, and what to look at, if anything."""

    variant: Variant | None
    choice_id: str | None = None
    propensity: float | None = None
    reason: str | None = None


def chosen(item: Item, states: Mapping[str, BanditState], settings: ExperimentSettings) -> Chosen:
    """The variant of an item.

    One alone is taken as it is. Of several the bandit of the item's experiment chooses, among the
    arms that there are, with random numbers of the settings' seed and the item: asked again of the
    same state it chooses the same. Without an experiment it is the first.

    Args:
        item: With its variants.
        states: What bandits have learnt, by experiment; one that is not there has learnt nothing.
        settings: Which experiments are bandits, and the seed.
    """
    variants = item.variants
    if len(variants) == 1:
        return Chosen(variants[0])
    key = item.experiment_id
    if key is None:
        return Chosen(variants[0], reason=f"the first of {len(variants)}: it has no experiment")
    if key not in settings.bandits:
        reason = f"experiments.bandits does not name its experiment {key}"
        return Chosen(None, reason=reason)
    if settings.bandits[key].policy == "linear_thompson":
        return Chosen(None, reason=f"the bandit of {key} needs a context, and a post has none")
    arms = [variant.arm_id or variant.draft_id or "" for variant in variants]
    state = _of_arms(states.get(key), key, arms, settings)
    seed = hashlib.sha256(f"{settings.seed}:{key}:{item.publication_id}".encode()).digest()
    choice = choose(state, None, np.random.default_rng(int.from_bytes(seed[:8])))
    return Chosen(variants[arms.index(choice.arm)], choice.choice_id, choice.propensity)


def _of_arms(
    state: BanditState | None, key: str, arms: Sequence[str], settings: ExperimentSettings
) -> BanditState:
    """What is known of these arms; nothing of those that were never tried."""
    empty = new_state(key, arms, settings.bandits[key], settings.seed)
    if state is None:
        return empty
    counts, sums = empty.counts.copy(), {}
    for name in ("weights", "sums", "squares"):
        sums[name] = getattr(empty, name).copy()
    for place, arm in enumerate(arms):
        if arm in state.arms:
            at = state.arms.index(arm)
            counts[place] = state.counts[at]
            for name, array in sums.items():
                array[place] = getattr(state, name)[at]
    return replace(empty, as_of=state.as_of, counts=counts, **sums)
