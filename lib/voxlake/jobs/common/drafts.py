"""Drafts: how jobs and notebooks make, decide on and read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import StructType

from voxlake.jobs.common.scoring import scores_of_texts
from voxlake.language.detector import detected
from voxlake.marketing.approvals import APPROVE, DECLINE, Approval
from voxlake.marketing.drafts.approvals import decided
from voxlake.marketing.drafts.generators.address import AddressGenerator
from voxlake.marketing.drafts.generators.interface import Generator
from voxlake.marketing.drafts.generators.t5 import T5Generator
from voxlake.marketing.drafts.generators.template import TemplateGenerator
from voxlake.marketing.drafts.known import KnownTables
from voxlake.marketing.drafts.likeness import likest
from voxlake.marketing.drafts.rows import Found
from voxlake.marketing.drafts.settings import DraftSettings
from voxlake.marketing.drafts.writing import Written
from voxlake.run.config import secret
from voxlake.run.context import Context
from voxlake.spark.frames import frame_of
from voxlake.tables import (
    DRAFTS,
    POST_SENTIMENT,
    POSTS,
    SEGMENT_PROFILES,
    TOP_POSTS,
    TOPIC_NAMES,
    TOPIC_TERMS,
)
from voxlake.text.wording import text_hash

_FOR_PUBLISHING = (
    "draft_id",
    "item_id",
    "kind",
    "network",
    "text",
    "state",
    "approved_by",
    "approved_at",
)
_DRAFT = StructType().add("draft_id", "string").add("language", "string").add("text", "string")


def generator_of(settings: DraftSettings) -> Generator:
    """The generator that the config names.

    Raises:
        ConfigError: what it needs is not set, such as the variable of its key.
        PlatformError: its packages are not installed.
    """
    if settings.generator == "openai":
        key = secret(settings.address.key_env) if settings.address.key_env else None
        return AddressGenerator(settings.address, key)
    return T5Generator(settings.t5) if settings.generator == "t5" else TemplateGenerator()


def known_tables(ctx: Context, settings: DraftSettings) -> KnownTables:
    """What drafts are made of, up to the day of the run."""
    days = settings.posts_days
    return KnownTables(
        topic_names=ctx.lake.read(TOPIC_NAMES),
        topic_terms=ctx.lake.read(TOPIC_TERMS),
        top_posts=ctx.lake.history(TOP_POSTS, ctx.as_of, days),
        segment_profiles=ctx.lake.history(SEGMENT_PROFILES, ctx.as_of, days),
        posts=ctx.lake.history(POSTS, ctx.as_of, days),
        post_sentiment=ctx.lake.history(POST_SENTIMENT, ctx.as_of, days),
    )


def found_of(ctx: Context, written: Sequence[Written], settings: DraftSettings) -> dict[str, Found]:
    """Language, likeness to past posts and sentiment of drafts, by draft_id."""
    if not written:
        return {}
    values = [(w.planned.draft_id, w.planned.brief.language, w.answer.text) for w in written]
    drafts = frame_of(ctx.spark, values, _DRAFT)
    guess = detected(F.col("text"), settings.languages.min_letters)
    told = drafts.select("draft_id", guess.alias("guess")).collect()
    guesses = {row.draft_id: row.guess for row in told}
    posts = ctx.lake.history(POSTS, ctx.as_of, settings.posts_days)
    alike = {row.draft_id: row.alike for row in likest(drafts, posts, settings.checks).collect()}
    negative = _negative(ctx, values, settings)
    return {
        key: Found(
            language=guesses[key]["language"],
            confidence=guesses[key]["confidence"] or 0.0,
            alike=alike.get(key),
            negative=negative.get(key),
        )
        for key, *_ in values
    }


def approve_drafts(
    ctx: Context, draft_ids: Iterable[str], *, by: str, at: datetime, is_approved: bool = True
) -> int:
    """Keep what a person decided of some drafts: for notebooks; the job reads a file.

    Args:
        ctx: The lake; `run.launch.context_in` gives a notebook one.
        draft_ids: Which drafts.
        by: Who decides.
        at: When, with a zone.
        is_approved: False declines them.

    Returns:
        How many drafts were decided on.

    Raises:
        InputError: one is not stored, or failed a check.
    """
    decision = APPROVE if is_approved else DECLINE
    return keep_decisions(ctx, [Approval(one, by, at, decision) for one in draft_ids])


def keep_decisions(ctx: Context, decisions: Sequence[Approval]) -> int:
    """Write decisions into `drafts`; how many drafts they are on."""
    keys = sorted({one.id for one in decisions})
    stored = ctx.lake.read(DRAFTS).where(F.col("draft_id").isin(*keys)).collect()
    rows = decided([row.asDict(recursive=True) for row in stored], decisions)
    ctx.lake.merge_values(rows, DRAFTS)
    return len(rows)


def approved_drafts(ctx: Context, days: int) -> DataFrame:
    """Drafts that people approved in the days up to that of the job; none where there are none."""
    since = F.lit(ctx.as_of - timedelta(days=days)).cast("timestamp")
    is_approved = (F.col("state") == "approved") & (F.col("approved_at") >= since)
    return ctx.lake.read(DRAFTS).where(is_approved).select(*_FOR_PUBLISHING)


def drafts_of_answers(ctx: Context) -> DataFrame:
    """By post_id, the draft of its answer that people may take: an approved one before others."""
    is_one = F.col("reply_to_post_id").isNotNull() & F.col("state").isin("approved", "offered")
    last = F.min(F.struct("state", "draft_id"))["draft_id"].alias("draft_id")
    answers = (
        ctx.lake.read(DRAFTS).where(is_one).groupBy(F.col("reply_to_post_id").alias("post_id"))
    )
    return answers.agg(last)


def _negative(
    ctx: Context, values: Sequence[tuple[str, str, str]], settings: DraftSettings
) -> dict[str, float]:
    """Probability that drafts are negative, of those in a language that the model reads."""
    read = [value for value in values if value[1] in settings.languages.read]
    if settings.checks.most_negative is None or not read:
        return {}
    drafts = frame_of(ctx.spark, read, _DRAFT).withColumn("text_hash", text_hash(F.col("text")))
    texts = drafts.groupBy("text_hash").agg(F.min("text").alias("text"))
    scored = scores_of_texts(ctx, "sentiment", settings.languages, texts)
    rows = scored.join(drafts.select("draft_id", "text_hash"), on="text_hash").collect()
    return {row.draft_id: row.negative for row in rows}
