"""Tells in which language a post is written, and whether the models read that language."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.language.detector import detected
from voxlake.language.encoder.embeddings import is_encodable
from voxlake.language.settings import LanguageSettings
from voxlake.tables import POST_LANGUAGE


def detect_language(posts: DataFrame, settings: LanguageSettings) -> DataFrame:
    """Rows of `post_language`: each usable post with text.

    A text of too few words tells no language: "ok" is a word of many. It has none then, and is
    read, as is a text of which the detector is not sure.
    """
    found = F.col("found")
    is_foreign = (found["confidence"] >= settings.threshold) & ~found["language"].isin(
        *settings.read
    )
    return (
        posts.where(is_encodable())
        .withColumn("found", detected(F.col("text"), settings.min_letters))
        .select(
            "post_id",
            "post_date",
            found["language"].alias("language"),
            found["confidence"].alias("confidence"),
            (~F.coalesce(is_foreign, F.lit(False))).alias("is_read"),
        )
        .select(*POST_LANGUAGE.column_names)
    )


def posts_to_read(posts: DataFrame, languages: DataFrame) -> DataFrame:
    """The usable posts with text but those in a language that no model reads."""
    foreign = languages.where(~F.col("is_read")).select("post_date", "post_id")
    return posts.where(is_encodable()).join(foreign, on=["post_date", "post_id"], how="left_anti")


def with_language(posts: DataFrame, languages: DataFrame) -> DataFrame:
    """Posts with the detected `language` where their source tells none.

    Their `unread_language` is the detected one where no model reads it, else null.
    """
    detected = languages.select(
        "post_date",
        "post_id",
        F.col("language").alias("_detected"),
        F.when(~F.col("is_read"), F.col("language")).alias("unread_language"),
    )
    known = posts.join(detected, on=["post_date", "post_id"], how="left")
    return known.withColumn("language", F.coalesce("language", "_detected")).drop("_detected")


def without_language(posts: DataFrame, languages: DataFrame) -> DataFrame:
    """Usable posts with text whose language nobody has looked at."""
    known = languages.select("post_date", "post_id")
    return posts.where(is_encodable()).join(known, on=["post_date", "post_id"], how="left_anti")


def language_code(language: Column) -> Column:
    """A language without its region, in lower case: `pt` of `pt-BR` and `pt_BR`."""
    return F.lower(F.split(language, "[-_]")[0])
