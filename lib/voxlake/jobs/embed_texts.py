"""Turn each distinct text of some days into a vector, into `text_embeddings`."""

from __future__ import annotations

from voxlake.language.encoder.embeddings import (
    embed_texts,
    encode,
    known_vectors,
    new_texts,
    texts_of_days,
)
from voxlake.language.language_id import posts_to_read
from voxlake.language.settings import EmbeddingSettings
from voxlake.run.context import Context
from voxlake.tables import POST_LANGUAGE, POSTS, TEXT_EMBEDDINGS


def run(ctx: Context, settings: EmbeddingSettings) -> None:
    """Encode the texts that have no vector yet; copy the vectors of the others."""
    encoder = ctx.models.encoder()
    languages = ctx.lake.read(POST_LANGUAGE, ctx.days)
    texts = texts_of_days(posts_to_read(ctx.lake.read(POSTS, ctx.days), languages))
    earlier = ctx.lake.read(TEXT_EMBEDDINGS, ctx.days.with_lookback(settings.lookback_days))
    new = new_texts(texts, earlier, encoder.version).persist()
    copied = known_vectors(texts, earlier, encoder.version)
    vectors = copied.unionByName(encode(new, encoder))
    ctx.lake.replace(embed_texts(texts, vectors, encoder.version), TEXT_EMBEDDINGS, ctx.days)
    ctx.note(texts_encoded=new.count())
    new.unpersist()
