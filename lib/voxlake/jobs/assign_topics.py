"""Say which topics the posts of some days are about, into `post_topics`."""

from __future__ import annotations

from voxlake.core.errors import QualityError
from voxlake.language.heads.head import without_vector
from voxlake.language.language_id import posts_to_read, with_language
from voxlake.run.context import Context
from voxlake.tables import POST_LANGUAGE, POST_TOPICS, POSTS, TEXT_MEANINGS, TOPICS
from voxlake.topics.assign import assign_topics
from voxlake.topics.model import TopicModel
from voxlake.topics.settings import TopicSettings
from voxlake.topics.window import cover, window_of_model


def run(ctx: Context, settings: TopicSettings) -> None:
    """Assign with the champion, and say how many posts lie outside the days it was fitted on."""
    champion = ctx.models.champion("topics")
    model = TopicModel.of(champion.model)
    _require_vectors(ctx, model.encoder_version, champion.version)
    languages = ctx.lake.read(POST_LANGUAGE, ctx.days)
    posts = with_language(ctx.lake.read(POSTS, ctx.days), languages)
    meanings = ctx.lake.read(TEXT_MEANINGS, ctx.days)
    assigned = assign_topics(posts, meanings, model, champion.version, settings)
    ctx.lake.replace(assigned, POST_TOPICS, ctx.days)
    if window := window_of_model(ctx.lake.read(TOPICS), champion.version):
        ctx.note(window=str(cover(ctx.lake.read(POST_TOPICS, ctx.days), window)))


def _require_vectors(ctx: Context, encoder_version: str | None, model_version: str) -> None:
    if encoder_version is None:
        return
    languages = ctx.lake.read(POST_LANGUAGE, ctx.days)
    posts = posts_to_read(ctx.lake.read(POSTS, ctx.days), languages)
    vectors = ctx.lake.read(TEXT_MEANINGS, ctx.days)
    if missing := without_vector(posts, vectors, encoder_version).count():
        raise QualityError(
            f"{missing} posts of {ctx.days} have no vector that topic model {model_version} reads "
            f"(of encoder {encoder_version}): run embed_meanings for these days; where it makes "
            "vectors of another encoder by now, fit_topics with --fit."
        )
