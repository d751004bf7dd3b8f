"""Why a post was given its label: the phrases without which the label would be less probable."""

from __future__ import annotations

from collections.abc import Callable

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T

from voxlake.language.heads.head import Head, most_probable, scored_texts
from voxlake.language.heads.occlusion import strongest
from voxlake.language.settings import EvidenceSettings
from voxlake.tables import POST_EVIDENCE

_PHRASES = T.ArrayType(
    T.StructType([T.StructField("phrase", T.StringType()), T.StructField("weight", T.DoubleType())])
)


def posts_to_explain(scored: DataFrame, settings: EvidenceSettings) -> DataFrame:
    """Which of the scored posts are asked for: post_id.

    Args:
        scored: post_id, text_hash, label and `chance`, the label's probability.
        settings: `ids`, or `count` posts of each label: the strongest, or a sample by hash.
    """
    if settings.choose == "ids":
        return scored.where(F.col("post_id").isin(*settings.post_ids)).select("post_id")
    by = F.desc("chance") if settings.choose == "strongest" else F.xxhash64("post_id")
    once = scored.groupBy("text_hash", "label").agg(
        F.min("post_id").alias("post_id"), F.max("chance").alias("chance")
    )
    place = F.row_number().over(Window.partitionBy("label").orderBy(by, "post_id"))
    chosen = once.withColumn("place", place).where(F.col("place") <= settings.count)
    return chosen.select("post_id")


def occlusions(texts: DataFrame, settings: EvidenceSettings) -> DataFrame:
    """Each text without each phrase: of_hash, start, length, phrase, text, text_hash.

    Args:
        texts: text_hash, text as encoders read it.
        settings: The longest phrase and the number of words that are looked at.
    """
    words = texts.select(
        F.col("text_hash").alias("of_hash"), F.split("text", " ").alias("words")
    ).withColumn("looked_at", F.least(F.size("words"), F.lit(settings.max_words)))
    lengths = F.sequence(F.lit(1), F.lit(settings.max_phrase))
    starts = F.expr("sequence(1, looked_at)")
    placed = words.select("*", F.explode(starts).alias("start")).select(
        "*", F.explode(lengths).alias("length")
    )
    fits = F.col("start") + F.col("length") - 1 <= F.col("looked_at")
    phrase = F.expr("slice(words, start, length)")
    rest = F.expr("concat(slice(words, 1, start - 1), slice(words, start + length, size(words)))")
    return placed.where(fits & (F.col("length") < F.size("words"))).select(
        "of_hash",
        "start",
        "length",
        F.array_join(phrase, " ").alias("phrase"),
        F.array_join(rest, " ").alias("text"),
        F.sha2(F.array_join(rest, " "), 256).alias("text_hash"),
    )


def explain(
    texts: DataFrame,
    head: Head,
    encode: Callable[[DataFrame], DataFrame],
    settings: EvidenceSettings,
) -> DataFrame:
    """The phrases that moved the label of each text most: text_hash, label, phrases.

    A phrase's weight is how much of the label's probability goes when it is left out (Zeiler and
    Fergus 2014; Li, Monroe and Jurafsky 2016 for words): the model itself answers, with no gradient
    and no second model. Of phrases that overlap, the one with the most weight per root of its
    length is kept, so that a phrase of three words must bring more than its best word.

    Args:
        texts: text_hash, text as encoders read it.
        head: Whose label is explained.
        encode: Turns (text_hash, text) into embeddings that the head reads.
        settings: How many phrases, and how long.
    """
    without = occlusions(texts, settings)
    whole = scored_texts(encode(texts), head).select(
        F.col("text_hash").alias("of_hash"),
        "label",
        most_probable(head)["label"].alias("most"),
        _by_label(head).alias("full"),
    )
    remainders = without.select("text_hash", "text").dropDuplicates(["text_hash"])
    parts = scored_texts(encode(remainders), head).select(
        "text_hash", _by_label(head).alias("left")
    )
    moved = (
        without.join(parts, on="text_hash", how="inner")
        .join(whole, on="of_hash", how="inner")
        .withColumn("weight", F.col("full")[F.col("most")] - F.col("left")[F.col("most")])
    )
    told = F.udf(strongest, _PHRASES, useArrow=True)
    found = moved.groupBy("of_hash", "label").agg(
        F.sort_array(F.collect_list(F.struct("start", "length", "phrase", "weight"))).alias("all")
    )
    columns = [F.col("all")[name] for name in ("start", "length", "phrase", "weight")]
    return found.select(
        F.col("of_hash").alias("text_hash"),
        "label",
        told(*columns, F.lit(settings.phrases)).alias("phrases"),
    )


def evidence_rows(
    posts: DataFrame, explained: DataFrame, model: str, model_version: str
) -> DataFrame:
    """Rows of `post_evidence`: the posts (post_id, post_date, text_hash) with their phrases."""
    return (
        posts.join(explained, on="text_hash", how="inner")
        .withColumns({"model": F.lit(model), "model_version": F.lit(model_version)})
        .select(*POST_EVIDENCE.column_names)
    )


def _by_label(head: Head) -> Column:
    """The probabilities as a map from label to probability."""
    return F.create_map(*[part for name in head.labels for part in (F.lit(name), F.col(name))])
