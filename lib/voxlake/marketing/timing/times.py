"""Rows of `best_post_times`: how good each hour of the week is, for each account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import pandas as pd
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from threadpoolctl import threadpool_limits

from voxlake.marketing.timing.chance import by_chance
from voxlake.marketing.timing.prior import EXPECTED, mixture_of
from voxlake.marketing.timing.settings import TimingSettings
from voxlake.marketing.timing.slots import (
    NOTHING,
    Belief,
    Mixture,
    believe,
    learn,
    over_random,
    typical_spread,
)
from voxlake.marketing.timing.units import Array, Units
from voxlake.people.demand.week import CELLS, HOURS
from voxlake.spark.frames import frame_of
from voxlake.tables import BEST_POST_TIMES
from voxlake.tables.columns import ALL, ALL_USERS

_GROUP = ["account_id", "segment_id"]
_SEED = 26


@dataclass(frozen=True)
class Shared:
    """What accounts have in common: a sum over all of them, and the sizes of their own effects."""

    together: Units
    sizes: Mixture

    @cached_property
    def _spread(self) -> Array:
        return typical_spread(self.together, EXPECTED)

    def without(self, own: Units) -> Belief:
        """What the others have in common: nobody is drawn towards what it says itself."""
        left = self.together.less(own)
        if not len(left.seen):
            return NOTHING
        belief, _ = learn(left, left.variance * self._spread, NOTHING)
        return over_random(belief, left.weight)


def units_of(rows: pd.DataFrame) -> Units:
    """The hours of one group, in order of time.

    Args:
        rows: With day, slot, gain and weight.
    """
    told = rows.sort_values(["day", "slot"])
    return Units(
        told["day"].to_numpy(np.int64),
        told["slot"].to_numpy(np.int64),
        told["gain"].to_numpy(float),
        told["weight"].to_numpy(float),
    )


def shared_by_accounts(hours: DataFrame, settings: TimingSettings) -> Shared:
    """What accounts have in common, and how far they differ.

    The driver takes the hours of all together, at most 24 a day, and those of a sample of accounts,
    the same each time: those whose ids have the lowest hashes.

    Args:
        hours: What `hours_with_posts` gives.
        settings: How many accounts, and the days that there are.
    """
    whole = hours.where((F.col("content_type") == ALL) & (F.col("segment_id") == ALL_USERS))
    is_all = F.col("account_id") == ALL
    columns = ("account_id", "day", "slot", "gain", "weight")
    # At most the hours of the history, and of so many accounts.
    together = units_of(whole.where(is_all).select(*columns).toPandas())
    accounts = whole.where(~is_all).groupBy("account_id").agg(F.count("*").alias("_hours"))
    drawn = accounts.orderBy(F.xxhash64("account_id"), "account_id").limit(settings.sample_accounts)
    sampled = whole.where(~is_all).join(F.broadcast(drawn), on="account_id").select(*columns)
    found = sampled.toPandas()
    of_each = [units_of(rows) for _, rows in found.groupby("account_id", sort=True)]
    nothing_known = Shared(together, EXPECTED)
    with threadpool_limits(1):  # matrices are too small to be worth several
        known = [(own, nothing_known.without(own)) for own in of_each]
        return Shared(together, mixture_of(known))


def best_post_times(
    hours: DataFrame, shared: Shared, as_of: date, settings: TimingSettings
) -> DataFrame:
    """Rows of `best_post_times`; ALL accounts have theirs even where nothing counted.

    Args:
        hours: What `hours_with_posts` gives.
        shared: What `shared_by_accounts` finds.
        as_of: Last day of the history.
        settings: The intervals, and the zone that ALL has: one is set (`in_zone`).
    """

    def estimate(rows: pd.DataFrame) -> pd.DataFrame:
        return times_of(rows, shared, as_of, settings)

    # A function of pandas: SQL has no inverse of a matrix. Of a group and content type, an hour of
    # the history is there once.
    found = hours.groupBy(*_GROUP).applyInPandas(estimate, BEST_POST_TIMES.schema)
    if len(shared.together.seen):
        return found
    empty = pd.DataFrame({name: [] for name in ("day", "slot", "gain", "weight", "post_count")})
    group = _Group(ALL, ALL_USERS, ALL, None)
    nothing = _told(empty, group, effects_of(units_of(empty)), as_of, settings)
    values = list(nothing.astype(object).itertuples(index=False, name=None))
    return frame_of(hours.sparkSession, values, BEST_POST_TIMES.schema)


class _Group(NamedTuple):
    account_id: str
    segment_id: int
    content_type: str
    time_zone: str | None


def times_of(
    rows: pd.DataFrame, shared: Shared, as_of: date, settings: TimingSettings
) -> pd.DataFrame:
    """The 168 rows of each content type of one account, or of a segment of `ALL` accounts.

    Args:
        rows: Of `hours_with_posts`; those of all content types together are among them.
        shared: What accounts have in common.
        as_of: Last day of the history.
        settings: The intervals, and the zone that ALL has.
    """
    is_account = rows["account_id"].iloc[0] != ALL
    whole = units_of(rows[rows["content_type"] == ALL])
    told = []
    with threadpool_limits(1):
        sizes = shared.sizes if is_account else EXPECTED
        others = shared.without(whole) if is_account else NOTHING
        for _, of_type in rows.groupby("content_type", sort=True):
            group = _Group(*of_type.iloc[0][[*_Group._fields]])
            effects = effects_of(units_of(of_type), sizes, others)
            told.append(_told(of_type, group, effects, as_of, settings))
    return pd.concat(told)


def effects_of(units: Units, sizes: Mixture = EXPECTED, others: Belief = NOTHING) -> Belief:
    """What is known of a group's effects over those of its post by chance.

    Args:
        units: Of the group.
        sizes: Of the effects that it may have.
        others: What it is drawn towards; groups of accounts towards nothing.
    """
    return over_random(believe(units, sizes, others), units.weight)


def _told(
    rows: pd.DataFrame, group: _Group, effects: Belief, as_of: date, settings: TimingSettings
) -> pd.DataFrame:
    units, mean = units_of(rows), effects.mean
    half = NormalDist().inv_cdf((1 + settings.confidence) / 2) * deviations(effects)
    chance = by_chance(units, _SEED)
    low, high = mean - half, mean + half
    is_apart = (low > 0) | (high < 0)
    cells = np.arange(CELLS)
    posts = np.bincount(units.slots, minlength=CELLS, weights=_counts(rows))
    place = np.empty(CELLS, dtype=np.int32)
    place[np.lexsort((cells, -mean.round(12)))] = cells + 1
    return pd.DataFrame(
        {
            "as_of_date": as_of,
            "account_id": group.account_id,
            "segment_id": group.segment_id,
            "content_type": group.content_type,
            "weekday": cells // HOURS + 1,
            "hour": cells % HOURS,
            "time_zone": group.time_zone or settings.time_zone,
            "post_count": posts.astype(np.int64),
            "effect": mean,
            "low": low,
            "high": high,
            "gain": np.exp(mean),
            "gain_low": np.exp(low),
            "gain_high": np.exp(high),
            "is_reliable": is_apart & (chance <= 1 - settings.confidence),
            "rank": place,
            "by_chance": chance,
        }
    )[list(BEST_POST_TIMES.column_names)]


def deviations(effects: Belief) -> Array:
    """Standard deviations of effects."""
    return np.asarray(np.sqrt(np.diag(effects.covariance).clip(0)))


def _counts(rows: pd.DataFrame) -> Array:
    return rows.sort_values(["day", "slot"])["post_count"].to_numpy(float)
