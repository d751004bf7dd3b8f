"""Fit a T5-class model to approved drafts and to posts of own accounts, into a folder."""

from __future__ import annotations

from voxlake.core.errors import TooLittleDataError
from voxlake.marketing.drafts.generators.tuning import tune
from voxlake.marketing.drafts.own_texts import draft_pairs, post_pairs
from voxlake.marketing.drafts.settings import DraftSettings
from voxlake.run.context import Context
from voxlake.tables import DRAFTS, POST_TOPICS, POSTS, TOPIC_NAMES


def run(ctx: Context, settings: DraftSettings) -> None:
    """Learn all approved drafts, and the posts of `drafts.posts_days` up to the day."""
    rules = settings.tuning
    if not (rules.base and rules.output):
        raise TooLittleDataError("tune_generator needs drafts.tuning.base and .output: folders.")
    days = settings.posts_days
    posts = post_pairs(
        ctx.lake.history(POSTS, ctx.as_of, days),
        ctx.lake.history(POST_TOPICS, ctx.as_of, days),
        ctx.lake.read(TOPIC_NAMES),
        settings,
    )
    fitted = tune([*draft_pairs(ctx.lake.read(DRAFTS)), *posts], rules, settings.seed)
    ctx.note(
        model=rules.output,
        texts=fitted.learned,
        loss=f"{fitted.loss_before:.3f} before, {fitted.loss_after:.3f} after",
    )
    if fitted.held_out:
        told = f"{fitted.held_out_before:.3f} before, {fitted.held_out_after:.3f} after"
        ctx.note(loss_of_held_out=f"{told}, of {fitted.held_out} texts")
