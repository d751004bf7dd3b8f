"""Find whom and what the posts of some days name, and what they say of each."""

from __future__ import annotations

from voxlake.core.storage import read_bytes
from voxlake.entities.find import find_entities
from voxlake.entities.lists import read_names
from voxlake.entities.models import open_models
from voxlake.entities.sentiment import clauses_to_score, entity_rows
from voxlake.entities.settings import EntitySettings
from voxlake.jobs.common.scoring import scores_of_texts
from voxlake.language.language_id import with_language
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import POST_ENTITIES, POST_LANGUAGE, POST_SENTIMENT, POSTS


def run(ctx: Context, settings: EntitySettings) -> None:
    """Find the names of lists, handles, hashtags and what models find; score their clauses."""
    languages = ctx.lake.read(POST_LANGUAGE, ctx.days)
    posts = with_language(ctx.lake.read(POSTS, ctx.days), languages)
    sentiment = ctx.lake.read(POST_SENTIMENT, ctx.days)
    names = read_names(ctx.spark, settings, read_bytes)
    look = open_models(settings, read_bytes)
    with persisted(find_entities(posts, names, look, settings)) as found:
        clauses = clauses_to_score(found, sentiment)
        count = clauses.count()
        scored = scores_of_texts(ctx, "sentiment", settings.languages, clauses) if count else None
        ctx.lake.replace(entity_rows(found, sentiment, scored), POST_ENTITIES, ctx.days)
        ctx.note(clauses_scored=count)
