"""Sending of warnings and summaries, and the rows of `warnings_sent` that keep it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pyspark.sql import functions as F

from voxlake.core.storage import read_bytes, write_bytes
from voxlake.marketing.publishing.publication import with_instants
from voxlake.report.week.evidence import shorten
from voxlake.run.config import secret
from voxlake.run.context import Context
from voxlake.tables import POSTS, WARNINGS_SENT
from voxlake.warnings.channels import channel_of
from voxlake.warnings.channels.channel import Channel
from voxlake.warnings.delivery import PENDING, Delivery, deliveries_of
from voxlake.warnings.sending import Sender, told_of
from voxlake.warnings.settings import ChannelSettings, WarningSettings

MOST_ROWS = "Give fewer days, or raise warnings.max_warnings."


def known_and_pending(
    ctx: Context, ids: Sequence[str], settings: WarningSettings
) -> tuple[set[tuple[str, str]], list[Delivery]]:
    """Keys of the rows that there are of some warnings, and all rows that are still to be sent."""
    rows = ctx.lake.read(WARNINGS_SENT)
    told = rows.where(F.col("warning_id").isin(list(ids)) | F.col("state").isin(list(PENDING)))
    most = settings.max_warnings * (1 + len(settings.channels))
    found = deliveries_of(with_instants(told, most, "rows of warnings_sent", MOST_ROWS))
    return {one.key for one in found}, [one for one in found if one.state in PENDING]


def send(ctx: Context, deliveries: Iterable[Delivery], settings: WarningSettings) -> None:
    """Send what is to go out now by each channel, and note what became of it."""

    def open_channel(channel: ChannelSettings) -> Channel:
        return channel_of(channel, secret, write_bytes, ctx.now)

    def keep(rows: Sequence[Delivery]) -> None:
        ctx.lake.merge_values([one.values for one in rows], WARNINGS_SENT)

    def excerpts(ids: Sequence[str]) -> dict[str, str]:
        posts = ctx.lake.read(POSTS).where(F.col("post_id").isin(list(ids)))
        found = posts.where(F.col("text").isNotNull()).select("post_id", "text").collect()
        return {row["post_id"]: shorten(row["text"], settings.excerpt_length) for row in found}

    sender = Sender(open_channel, keep, excerpts, read_bytes, ctx.now, ctx.lake.time_zone, settings)
    for channel, rows in sender.send_all(deliveries).items():
        ctx.note(**{f"channel {channel}": told_of(rows)})
