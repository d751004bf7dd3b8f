"""What the jobs that turn texts into vectors do alike."""

from __future__ import annotations

from voxlake.language.encoder.embeddings import (
    Encoder,
    embed_texts,
    encode,
    known_vectors,
    new_texts,
    texts_of_days,
)
from voxlake.language.language_id import posts_to_read
from voxlake.language.settings import EmbeddingSettings
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import POST_LANGUAGE, POSTS, Table


def embed_days(ctx: Context, encoder: Encoder, table: Table, settings: EmbeddingSettings) -> None:
    """Encode the texts of the days that have no vector yet; copy the vectors of the others."""
    languages = ctx.lake.read(POST_LANGUAGE, ctx.days)
    texts = texts_of_days(posts_to_read(ctx.lake.read(POSTS, ctx.days), languages))
    earlier = ctx.lake.read(table, ctx.days.with_lookback(settings.lookback_days))
    copied = known_vectors(texts, earlier, encoder.version)
    with persisted(new_texts(texts, earlier, encoder.version)) as new:
        vectors = copied.unionByName(encode(new, encoder))
        ctx.lake.replace(embed_texts(texts, vectors, encoder.version), table, ctx.days)
        ctx.note(texts_encoded=new.count())
