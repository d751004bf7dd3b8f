"""Keep what people decided of drafts, from a CSV file, in `drafts`."""

from __future__ import annotations

from voxlake.core.errors import TooLittleDataError
from voxlake.jobs.common.drafts import keep_decisions
from voxlake.jobs.common.named_files import text_of
from voxlake.marketing.approvals import read_approvals
from voxlake.marketing.drafts.approvals import DECISIONS
from voxlake.marketing.drafts.settings import DraftSettings
from voxlake.run.context import Context


def run(ctx: Context, settings: DraftSettings) -> None:
    """Read the whole file; rows that were read before change nothing."""
    if settings.approvals is None:
        raise TooLittleDataError("approve_drafts needs drafts.approvals: a CSV file.")
    text = text_of(settings.approvals, "drafts.approvals")
    decisions = read_approvals(text, settings.approvals, DECISIONS)
    ctx.note(decided=keep_decisions(ctx, decisions))
