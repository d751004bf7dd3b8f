"""Chooses the weights of friends of friends by follows that are held out."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.recommend.content.judging import Gain
from voxlake.recommend.friends.graph.candidates import with_interests
from voxlake.recommend.friends.graph.paths import edges, paths
from voxlake.recommend.friends.graph.settings import (
    INDICES,
    INTERESTS,
    FriendGraphSettings,
    FriendTuningSettings,
    FriendWeights,
)
from voxlake.recommend.friends.graph.sums import Kept
from voxlake.spark.bounded import pandas_at_most

_PARTS = 10**6


@dataclass(frozen=True)
class HeldOut:
    """Candidates of some users, and which of them they follow."""

    pairs: pd.DataFrame
    """`user_id`, `item`, the indices, `topics`, `hashtags` and `is_followed`; in any order."""
    follows: int
    """Follows of these users that were held out, among the candidates or not."""

    def recall(self, weights: FriendWeights, most: int) -> float:
        """Share of the follows that are among the first candidates; 0 without any.

        Args:
            weights: What counts how much.
            most: Candidates of a user.
        """
        return float(self.hits(weights, most).sum() / self.follows) if self.follows else 0.0

    def hits(self, weights: FriendWeights, most: int) -> npt.NDArray[np.float64]:
        """How many follows of each user are among the first candidates, in the order of users.

        Args:
            weights: What counts how much.
            most: Candidates of a user.
        """
        rows = self.pairs
        paths_of = sum(rows[name] * getattr(weights, name) for name in INDICES)
        more = 1 + rows["topics"] * weights.topics + rows["hashtags"] * weights.hashtags
        ranked = rows.assign(score=paths_of * more).sort_values(
            ["user_id", "score", "item"], ascending=[True, False, True]
        )
        is_first = ranked.groupby("user_id").cumcount() < most
        found = (ranked["is_followed"] & is_first).groupby(ranked["user_id"]).sum()
        return found.to_numpy(dtype=float)

    def halves(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Every second user's candidates, in the order of users, and those of the others."""
        is_second = pd.factorize(self.pairs["user_id"], sort=True)[0] % 2 == 1
        return self.pairs[~is_second], self.pairs[is_second]


def hold_out(
    follows: DataFrame,
    people: DataFrame,
    offered: DataFrame,
    settings: FriendGraphSettings,
    tuning: FriendTuningSettings,
) -> HeldOut:
    """Hold out follows, the same on each run, and compute candidates from the others.

    Two who follow each other are held out together or not at all. The driver takes
    `tuning.sample_users` times `settings.most_candidates` rows at most.

    Args:
        follows: As `candidates` takes it.
        people: Likewise.
        offered: Likewise.
        settings: What counts; the candidates are the first by its weights of common friends.
        tuning: What is held out.
    """
    two = F.least("user_id", "friend_id"), F.greatest("user_id", "friend_id")
    chance = F.pmod(F.xxhash64(*two, F.lit(tuning.seed)), F.lit(_PARTS)) / _PARTS
    pairs = edges(follows).withColumn("_is_held", chance < tuning.share)
    held = pairs.where("_is_held").select("user_id", F.col("friend_id").alias("item"))
    users = (
        held.select("user_id")
        .distinct()
        .orderBy(F.xxhash64("user_id", F.lit(tuning.seed)), "user_id")
        .limit(tuning.sample_users)
    )
    kept = pairs.where(~F.col("_is_held")).drop("_is_held")
    first = Kept(settings.weights, settings.most_candidates)
    found = paths(kept, settings.degree_cap, offered, first, users=users)
    looked_for = held.join(users, "user_id", "left_semi")
    marked = with_interests(found, people).join(
        looked_for.withColumn("is_followed", F.lit(True)), ["user_id", "item"], "left"
    )
    most = tuning.sample_users * settings.most_candidates
    rows = pandas_at_most(
        marked.withColumn("is_followed", F.coalesce("is_followed", F.lit(False))),
        most,
        "candidates of sampled users",
        "Lower sample_users.",
    )
    return HeldOut(rows, looked_for.count())


def best_weights(
    held: HeldOut, present: FriendWeights, tuning: FriendTuningSettings, most: int
) -> FriendWeights:
    """The weights with the highest recall: of common friends first, then of interests beside them.

    Of equal ones the present, else those with the least sum.

    Args:
        held: Of `hold_out`.
        present: The weights in use.
        tuning: The weights to try.
        most: Candidates of a user that count.
    """
    blends = _blends(INDICES, tuning.indices)
    largest = [blend for blend in blends if 0 < max(blend.values()) == max(tuning.indices)]
    by_paths = _best(held, present, largest, most)
    return _best(held, by_paths, _blends(INTERESTS, tuning.interests), most)


def better_weights(
    held: HeldOut, present: FriendWeights, tuning: FriendTuningSettings, most: int
) -> tuple[FriendWeights, Gain | None]:
    """The best weights by every second user, and what the other users, who had no say, gain.

    Args:
        held: Of `hold_out`.
        present: The weights in use.
        tuning: The weights to try.
        most: Candidates of a user that count.

    Returns:
        The weights, and how many more follows of a user they find than the present ones do; None
        where they are the present ones, or too few users judge.
    """
    choosing, judging = (HeldOut(half, held.follows) for half in held.halves())
    best = best_weights(choosing, present, tuning, most)
    found, before = (judging.hits(weights, most) for weights in (best, present))
    if best == present or len(found) < tuning.min_judges:
        return best, None
    return best, Gain.of(found, before)


def _blends(names: Collection[str], tried: Sequence[float]) -> list[dict[str, float]]:
    each = itertools.product(tried, repeat=len(names))
    ordered = sorted(each, key=lambda one: (sum(one), one))
    return [dict(zip(names, one, strict=True)) for one in ordered]


def _best(
    held: HeldOut, start: FriendWeights, blends: Iterable[dict[str, float]], most: int
) -> FriendWeights:
    tried = [start, *(start.model_copy(update=blend) for blend in blends)]
    return max(tried, key=lambda weights: held.recall(weights, most))
