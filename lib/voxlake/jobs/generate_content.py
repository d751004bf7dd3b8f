"""Have a generator write drafts of the briefs, and check them, into `drafts`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from pyspark.sql import functions as F

from voxlake.core.errors import PlatformError, TooLittleDataError
from voxlake.jobs.common.drafts import found_of, generator_of, known_tables
from voxlake.marketing.drafts.generators.interface import Budget
from voxlake.marketing.drafts.known import grounds_of
from voxlake.marketing.drafts.plan import Planned, planned_drafts, still_to_write
from voxlake.marketing.drafts.rows import draft_rows
from voxlake.marketing.drafts.settings import DraftSettings
from voxlake.marketing.drafts.writing import Harvest, write_drafts
from voxlake.run.context import Context
from voxlake.tables import DRAFTS
from voxlake.tables.gold_drafts import OFFERED, REJECTED


def run(ctx: Context, settings: DraftSettings) -> None:
    """Ask for the drafts that are not stored yet; those that fail a check are kept as rejected."""
    if not settings.briefs:
        raise TooLittleDataError("generate_content needs drafts.briefs: what is there to say?")
    budget = Budget(settings.max_cost)
    with closing(generator_of(settings)) as generator:
        planned = planned_drafts(settings, generator.model)
        asked = still_to_write(planned, _stored(ctx, planned), settings.max_drafts)
        briefs = list({one.brief.item: one.brief for one in asked}.values())
        grounds = grounds_of(briefs, known_tables(ctx, settings), settings) if briefs else {}
        harvest = write_drafts(asked, grounds, generator, budget, settings)
    rows = draft_rows(
        harvest.written,
        found_of(ctx, harvest.written, settings),
        topics={item: known.topic_id for item, known in grounds.items()},
        earlier=_earlier(ctx, list(grounds)) if grounds else [],
        day=ctx.as_of,
        settings=settings,
    )
    ctx.lake.merge_values(rows, DRAFTS)
    _note(ctx, rows, harvest, budget)
    if not harvest.written and (why := [*harvest.failures, *filter(None, [harvest.stopped])]):
        raise PlatformError(f"No draft came of {len(asked)}: {why[-1]}")


def _stored(ctx: Context, planned: Sequence[Planned]) -> set[str]:
    keys = [one.draft_id for one in planned]
    known = ctx.lake.read(DRAFTS).where(F.col("draft_id").isin(*keys))
    return {row.draft_id for row in known.select("draft_id").collect()}


def _earlier(ctx: Context, items: Sequence[str]) -> list[str]:
    """Texts of stored drafts of these items that passed."""
    of_items = F.col("item_id").isin(*items) & (F.col("state") != REJECTED)
    return [row.text for row in ctx.lake.read(DRAFTS).where(of_items).select("text").collect()]


def _note(
    ctx: Context, rows: Sequence[tuple[object, ...]], harvest: Harvest, budget: Budget
) -> None:
    state = DRAFTS.column_names.index("state")
    offered = sum(row[state] == OFFERED for row in rows)
    ctx.note(offered=offered, rejected=len(rows) - offered)
    if harvest.failures:
        ctx.note(without_a_draft=len(harvest.failures))
    if harvest.stopped:
        ctx.note(stopped=harvest.stopped)
    if budget.spent:
        ctx.note(cost=round(budget.spent, 6))
