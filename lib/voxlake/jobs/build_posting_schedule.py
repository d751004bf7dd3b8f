"""Place items and approved drafts in the best slots ahead, into `posting_schedule`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from pyspark.sql import functions as F

from voxlake.core import storage
from voxlake.core.days import Days
from voxlake.core.errors import ConfigError, InputError, TooLittleDataError
from voxlake.jobs.common.drafts import approved_drafts
from voxlake.jobs.common.named_files import text_of
from voxlake.marketing.experiments.bandits import BanditState, load
from voxlake.marketing.publishing.files import calendar_of, sheet_of
from voxlake.marketing.publishing.items import Item, read_items, with_drafts
from voxlake.marketing.publishing.publication import (
    Publication,
    collected,
    known_by,
    publications_of,
)
from voxlake.marketing.publishing.schedule import LEFT, PLANNED, Known, schedule_rows
from voxlake.marketing.publishing.settings import PublishingSettings
from voxlake.marketing.publishing.slots import Gains, gains_of
from voxlake.run.context import Context
from voxlake.spark.bounded import collect_at_most
from voxlake.spark.frames import frame_of
from voxlake.tables import BANDIT_STATE, BEST_POST_TIMES, POSTING_SCHEDULE, PUBLICATIONS, Table
from voxlake.tables.columns import ALL, ALL_USERS

_HOURS = 200_000
_ARMS = 10_000
_NEAR_DAYS = 8


def run(ctx: Context, settings: PublishingSettings) -> None:
    """Plan the weeks after the day, and write the plan as a table, a CSV and a calendar."""
    if not settings.accounts:
        raise TooLittleDataError("publishing.accounts names no account that posts go out by.")
    items = _items(ctx, settings)
    known = Known(
        ctx.as_of,
        ctx.lake.time_zone,
        _gains(ctx, settings),
        _states(ctx, settings),
        _publications(ctx, items, settings),
    )
    values = schedule_rows(items, known, settings)
    frame = frame_of(ctx.spark, values, POSTING_SCHEDULE.schema)
    ctx.lake.replace(frame, POSTING_SCHEDULE, Days.of([ctx.as_of]))
    rows = [dict(zip(POSTING_SCHEDULE.column_names, row, strict=True)) for row in values]
    folder = _folder(ctx, settings)
    storage.write_text(f"{folder}/{ctx.as_of}.csv", sheet_of(rows))
    storage.write_bytes(f"{folder}/{ctx.as_of}.ics", calendar_of(rows, ctx.as_of))
    states = [row["state"] for row in rows]
    ctx.note(
        planned=states.count(PLANNED), left=states.count(LEFT), files=f"{folder}/{ctx.as_of}.*"
    )


def _items(ctx: Context, settings: PublishingSettings) -> list[Item]:
    drafts = collected(approved_drafts(ctx, settings.draft_days), settings)
    items: list[Item] = []
    if settings.items is not None:
        items = read_items(text_of(settings.items, "publishing.items"), settings.items)
    found = with_drafts(items, drafts, settings)
    if len(found) > settings.max_posts:
        raise InputError(
            f"There are {len(found):,} items: give fewer, or raise publishing.max_posts."
        )
    return found


def _publications(
    ctx: Context, items: Sequence[Item], settings: PublishingSettings
) -> list[Publication]:
    """Those of the items, however long ago, and those that others keep their distance from."""
    every = ctx.lake.read(PUBLICATIONS)
    since = ctx.as_of - timedelta(days=_NEAR_DAYS, hours=settings.gap_hours)
    near = every.where(F.col("scheduled_at") >= F.lit(since).cast("timestamp"))
    ids = ctx.spark.createDataFrame([(item.publication_id,) for item in items], "id string")
    rows = near.unionByName(known_by(every, ids)).dropDuplicates(["publication_id"])
    return publications_of(collected(rows, settings))


def _gains(ctx: Context, settings: PublishingSettings) -> dict[str, Gains]:
    accounts = [ALL, *filter(None, (one.user_id for one in settings.accounts.values()))]
    rows = _last(ctx, BEST_POST_TIMES).where(
        F.col("account_id").isin(*accounts) & (F.col("segment_id") == ALL_USERS)
    )
    remedy = "Name fewer accounts in publishing.accounts."
    found = collect_at_most(rows, _HOURS, "hours of best_post_times", remedy)
    return gains_of(row.asDict() for row in found)


def _states(ctx: Context, settings: PublishingSettings) -> dict[str, BanditState]:
    bandits = settings.experiments.bandits
    if not bandits:
        return {}
    remedy = "Name fewer experiments in experiments.bandits."
    found = collect_at_most(_last(ctx, BANDIT_STATE), _ARMS, "arms of bandits", remedy)
    rows = [row.asDict() for row in found]
    states = {
        key: load(
            [row for row in rows if row["experiment_id"] == key], bandit, settings.experiments.seed
        )
        for key, bandit in bandits.items()
    }
    return {key: state for key, state in states.items() if state is not None}


def _last(ctx: Context, table: Table) -> Any:  # noqa: ANN401  (DataFrame)
    """The last snapshot up to the day."""
    return ctx.lake.read(table, ctx.lake.in_force(table, Days.of([ctx.as_of])))


def _folder(ctx: Context, settings: PublishingSettings) -> str:
    if settings.to is not None:
        return settings.to.rstrip("/")
    if ctx.lake.place.home is None:
        raise ConfigError("Set publishing.to, or lake.home: the lake has no folder.")
    return f"{ctx.lake.place.home}/_schedule"
