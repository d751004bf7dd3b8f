"""Say in which language the posts of some days are, into `post_language`."""

from __future__ import annotations

from voxlake.jobs.common.scoring import note_coverage
from voxlake.language.language_id import detect_language
from voxlake.language.settings import LanguageSettings
from voxlake.run.context import Context
from voxlake.tables import POST_LANGUAGE, POSTS


def run(ctx: Context, settings: LanguageSettings) -> None:
    """Detect the language of every usable post with text; say how many posts models read."""
    posts = ctx.lake.read(POSTS, ctx.days)
    ctx.lake.replace(detect_language(posts, settings), POST_LANGUAGE, ctx.days)
    note_coverage(ctx)
