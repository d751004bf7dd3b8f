"""Send what people approved and what is due, each once, and keep it in `publications`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.jobs.common.named_files import text_of
from voxlake.marketing.approvals import APPROVE, Approval, read_approvals
from voxlake.marketing.publishing.approvals import DECISIONS, decided
from voxlake.marketing.publishing.publication import (
    APPROVED,
    SENDING,
    Publication,
    collected,
    known_by,
    publications_of,
)
from voxlake.marketing.publishing.publishers import Publisher, publisher_of
from voxlake.marketing.publishing.sending import Sender, states_told
from voxlake.marketing.publishing.settings import PublishingSettings
from voxlake.run.config import secret
from voxlake.run.context import Context
from voxlake.tables import POSTING_SCHEDULE, PUBLICATIONS

_SHOWN = 10


def run(ctx: Context, settings: PublishingSettings) -> None:
    """Take approvals in; then send, writing each row before its post goes out and after."""
    _take_in(ctx, settings, _approvals(settings))
    waiting = ctx.lake.read(PUBLICATIONS).where(F.col("state").isin(APPROVED, SENDING))

    def open_publisher(account: str) -> Publisher:
        return publisher_of(settings.accounts[account], secret, settings.timeout_s)

    def keep(one: Publication) -> None:
        ctx.lake.merge_values([one.values], PUBLICATIONS)

    sender = Sender(open_publisher, keep, ctx.now, settings)
    counts = sender.send_all(publications_of(collected(waiting, settings)))
    ctx.note(**states_told(counts))


def approve(
    ctx: Context,
    settings: PublishingSettings,
    ids: Iterable[str],
    *,
    by: str,
    decision: str = APPROVE,
    network_post_id: str | None = None,
) -> list[str]:
    """Approve posts from a notebook; returns what could not be done.

    Args:
        ctx: Of the lake.
        settings: The section `publishing`.
        ids: publication_id, item_id or draft_id.
        by: Who approves.
        decision: approve, decline, or `sent` of one that is asked about.
        network_post_id: Of one that is sent, its id there.
    """
    now = ctx.now()
    told = [Approval(one, by, now, decision, None, network_post_id) for one in ids]
    return _take_in(ctx, settings, told)


def _take_in(
    ctx: Context, settings: PublishingSettings, approvals: Iterable[Approval]
) -> list[str]:
    told, planned = list(approvals), _scheduled(ctx, settings)
    keys = {one.id for one in told} | {row["publication_id"] for row in planned}
    ids = ctx.spark.createDataFrame([(key,) for key in sorted(keys)], "id string")
    known = collected(known_by(ctx.lake.read(PUBLICATIONS), ids), settings)
    changed, refused = decided(planned, publications_of(known), told)
    ctx.lake.merge_values([one.values for one in changed], PUBLICATIONS)
    for number, line in enumerate(refused[:_SHOWN], start=1):
        ctx.note(**{f"approval {number} not taken": line})
    return refused


def _scheduled(ctx: Context, settings: PublishingSettings) -> list[dict[str, Any]]:
    last = ctx.lake.latest_day(POSTING_SCHEDULE)
    return collected(ctx.lake.read(POSTING_SCHEDULE, Days.of([last] if last else [])), settings)


def _approvals(settings: PublishingSettings) -> list[Approval]:
    if settings.approvals is None:
        return []
    text = text_of(settings.approvals, "publishing.approvals")
    return read_approvals(text, settings.approvals, DECISIONS)
