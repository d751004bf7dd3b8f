"""Say which phrases moved the labels of some posts most, into `post_evidence`."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.jobs.common.scoring import SCORES
from voxlake.language.encoder.embeddings import Encoder, distinct_texts, encode
from voxlake.language.heads.evidence import evidence_rows, explain, posts_to_explain
from voxlake.language.heads.head import head_of
from voxlake.language.settings import EvidenceSettings
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import POST_EVIDENCE, POSTS
from voxlake.text.wording import encoder_text


def run(ctx: Context, settings: EvidenceSettings) -> None:
    """Explain posts that the models in use have scored; posts of other versions are left out."""
    encoder = ctx.models.encoder()
    posts = ctx.lake.read(POSTS, ctx.days).select("post_id", "post_date", "text_hash", "text")
    for model, table in SCORES.items():
        champion = ctx.models.champion(model)
        head = head_of(ctx.spark, champion.model)
        scores = ctx.lake.read(table, ctx.days).where(F.col("model_version") == champion.version)
        scored = scores.select("post_id", "label", F.greatest(*head.labels).alias("chance"))
        asked = posts_to_explain(scored.join(posts, on="post_id", how="inner"), settings)
        with persisted(posts.join(asked, on="post_id", how="left_semi")) as chosen:
            texts = distinct_texts(chosen.withColumn("text", encoder_text(F.col("text"))))
            explained = explain(texts, head, lambda some: _embedded(some, encoder), settings)
            rows = evidence_rows(chosen, explained, model, champion.version)
            ctx.lake.merge(rows, POST_EVIDENCE)
            ctx.note(**{f"{model}_posts": chosen.count()})


def _embedded(texts: DataFrame, encoder: Encoder) -> DataFrame:
    """Texts as embeddings: text_hash, encoder_version, vector."""
    with_version = F.lit(encoder.version)
    return encode(texts, encoder).withColumn("encoder_version", with_version)
