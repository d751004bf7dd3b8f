"""Ranks posts by the words that they share with a query: BM25.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", Foundations and
Trends in Information Retrieval 3(4), 2009; the weight of a word is kept above 0 as Lucene does.
"""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import StructType

from voxlake.spark.frames import frame_of
from voxlake.text.wording import LINK, NOT_A_LETTER_OR_NUMBER, in_words

_SATURATION = 1.2
"""k1: how soon a word that stands again counts no more."""
_LENGTH = 0.75
"""b: how far long posts are held back."""
_DIGITS = 6
_TERMS = StructType().add("query", "integer").add("word", "string")


def words_to_match(text: Column) -> Column:
    """Words and numbers of a text in order, lower case, without links; empty where it has none.

    What is joined by other signs comes apart: `INV-3321` is `inv`, `3321`.
    """
    return in_words(F.regexp_replace(F.lower(text), LINK, " "), NOT_A_LETTER_OR_NUMBER)


def matches(posts: DataFrame, queries: Sequence[Sequence[str]]) -> DataFrame:
    """Posts that share words with queries, and how well they match.

    The weight of a word falls with the share of these posts that hold it.

    Args:
        posts: post_id, words.
        queries: The different words of each.

    Returns:
        query (its place in `queries`), post_id, match (BM25, > 0).
    """
    terms = [(number, word) for number, words in enumerate(queries) for word in words]
    wanted = sorted({word for _, word in terms})
    is_wanted = F.filter("words", lambda word: word.isin(wanted))
    held = (
        posts.select(
            "post_id", F.array_size("words").alias("length"), F.explode(is_wanted).alias("word")
        )
        .groupBy("post_id", "length", "word")
        .agg(F.count("*").alias("times"))
    )
    of_words = held.groupBy("word").agg(F.count("*").alias("holders"))
    of_posts = posts.agg(
        F.count("*").alias("posts"), F.avg(F.array_size("words")).alias("usual_length")
    )
    weighed = frame_of(posts.sparkSession, terms, _TERMS).join(of_words, on="word", how="inner")
    return (
        held.join(F.broadcast(weighed), on="word", how="inner")
        .crossJoin(F.broadcast(of_posts))
        .groupBy("query", "post_id")
        .agg(F.round(F.sum(_bm25()), _DIGITS).alias("match"))
    )


def _bm25() -> Column:
    rarity = F.log1p((F.col("posts") - F.col("holders") + 0.5) / (F.col("holders") + 0.5))
    length = 1 - _LENGTH + _LENGTH * F.col("length") / F.col("usual_length")
    times = F.col("times")
    return rarity * times * (_SATURATION + 1) / (times + _SATURATION * length)
