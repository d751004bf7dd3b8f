"""Reads texts that people have labelled: of a table, or of the lake's own posts."""

from __future__ import annotations

from collections.abc import Iterable

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from voxlake.core.errors import InputError
from voxlake.language.labels.labels import most_told
from voxlake.language.settings import LabelledTexts
from voxlake.spark.table_files import read_table
from voxlake.text.clean import clean_text
from voxlake.text.wording import encoder_text, text_hash, wording


def read_labelled(spark: SparkSession, source: LabelledTexts) -> DataFrame:
    """One row per labelled text: text_hash, text, written, label, group, time, why.

    `text` is as encoders read it, `written` as models of one's own do; `why` is null.

    Rows without text or label are left out. A text that stands in several rows keeps each label
    that people gave it. Where no column is named, `group` is the wording, so that copies of a text
    are together, and `time` is null.

    Raises:
        InputError: the table cannot be read, lacks a column, or has labels of unknown meaning.
    """
    columns = {key: value for key, value in source if key.endswith("_column")}
    rows = read_table(
        spark,
        source.path,
        source.format,
        columns,
        section="training.texts",
        version=source.version,
        header=source.header,
    )
    group, time = (
        F.col(name).cast("string") if name else F.lit(None).cast("string")
        for name in (source.group_column, source.time_column)
    )
    cleaned = rows.select(
        clean_text(F.col(source.text_column).cast("string")).alias("written"),
        F.col(source.label_column).cast("string").alias("given"),
        group.alias("group"),
        time.alias("time"),
    )
    texts = cleaned.withColumn("text", encoder_text(F.col("written"))).where(
        F.col("text").isNotNull() & F.col("given").isNotNull()
    )
    labelled = texts.withColumn("label", _meaning(source))
    _require_known(labelled, source)
    hashed = labelled.withColumn("text_hash", text_hash(F.col("text")))
    together = F.coalesce("group", _copies())
    of_table = (together.alias("group"), "time", F.lit(None).cast("string").alias("why"))
    return hashed.select("text_hash", "text", "written", "label", *of_table)


def labelled_posts(labels: DataFrame, posts: DataFrame, models: Iterable[str]) -> DataFrame:
    """Texts of posts that people labelled: the columns of `read_labelled`, and `model`.

    A post has the label that most people gave it, and is left out where they are even, or where it
    has no text (any more). Copies of a text are a group.

    Args:
        labels: Rows of `post_labels`.
        posts: Rows of `posts`: post_id, text.
        models: Whose labels are wanted.
    """
    told = most_told(labels.where(F.col("model").isin(*models)))
    texts = (
        posts.select("post_id", F.col("text").alias("written"))
        .join(F.broadcast(told), on="post_id", how="inner")
        .withColumn("text", encoder_text(F.col("written")))
        .where(F.col("text").isNotNull())
        .withColumn("text_hash", text_hash(F.col("text")))
    )
    of_posts = (_copies().alias("group"), F.lit(None).cast("string").alias("time"), "why", "model")
    return texts.select("text_hash", "text", "written", "label", *of_posts)


def draw_of_group(seed: int, *purpose: str) -> Column:
    """A draw from 0 to 1, to three digits, that all texts of a group share."""
    return F.pmod(F.xxhash64("group", F.lit(seed), *map(F.lit, purpose)), F.lit(1000)) / 1000


def _copies() -> Column:
    """What texts of one wording share."""
    return F.coalesce(F.sha2(wording(F.col("text")), 256), "text_hash")


def _meaning(source: LabelledTexts) -> Column:
    if source.labels is None:
        return F.col("given")
    meanings = [F.lit(part) for pair in source.labels.items() for part in pair]
    return F.create_map(*meanings)[F.col("given")]


def fingerprint(labelled: DataFrame) -> int:
    """A number of the rows whatever their order: the version of data that has no version."""
    numbers = labelled.select(F.xxhash64("text_hash", "label").alias("number"))
    return int(numbers.agg(F.coalesce(F.bit_xor("number"), F.lit(0))).collect()[0][0])


def _require_known(labelled: DataFrame, source: LabelledTexts) -> None:
    unknown = labelled.where(F.col("label").isNull()).select("given").distinct().limit(6)
    if names := sorted(row["given"] for row in unknown.collect()):  # six at most
        raise InputError(
            f"{source.path} has labels of unknown meaning in {source.label_column}: "
            f"{', '.join(names)}. Set training.texts.labels to what each of them means.",
            kept=f"{source.path} has labels of unknown meaning in {source.label_column}.",
        )
