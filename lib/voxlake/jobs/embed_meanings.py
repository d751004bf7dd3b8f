"""Turn each distinct text of some days into a vector of its subject, into `text_meanings`."""

from __future__ import annotations

from voxlake.jobs.common.embedding import embed_days
from voxlake.language.settings import EmbeddingSettings
from voxlake.pipeline import MEANING
from voxlake.run.context import Context
from voxlake.tables import TEXT_MEANINGS


def run(ctx: Context, settings: EmbeddingSettings) -> None:
    """Encode the texts that have no vector yet; copy the vectors of the others."""
    embed_days(ctx, ctx.models.encoder(MEANING), TEXT_MEANINGS, settings)
