"""Words, phrases and hashtags that rise: more authors use them than is usual."""

from __future__ import annotations

from statistics import NormalDist

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.tables import TERM_TRENDS
from voxlake.topics.settings import TopicSettings
from voxlake.topics.words.phrases import EVERY_TEXT, phrases_among
from voxlake.trends.bursts import most_seen
from voxlake.trends.settings import TrendSettings

_LOW = 0.05  # the end of the interval that a rise is ranked by
_OF_PHRASE = 0.8  # of a word's authors; where so many say it in one phrase, that is told alone


def rising_terms(counted: DataFrame, leading: DataFrame, days: Days, s: TrendSettings) -> DataFrame:
    """Terms of each day that rise and lead no topic: `usual_count`, `rise`, `score`, `rank`.

    A term's authors of a day are Poisson with rise times what is usual, and the rise is gamma
    with mean 1 and shape and rate `prior_authors`: so with x authors where e are usual, the rise
    is (x + a) / (e + a), and it is ranked by the lower end of its interval, the quantile 0.05
    (EB05 of DuMouchel 1999, "Bayesian data mining in large frequency tables", The American
    Statistician 53; there the prior is fitted, here it is fixed, so that a term does not depend on
    others). What is usual is the term's share of the authors of the days before, of all days or of
    the day's weekday, whichever is larger, times the authors of the day.

    Args:
        counted: Rows of `term_days` of the days and of the `term_days` before each.
        leading: Rows of `topic_terms` of the model in use.
        days: The days to tell of.
        s: Bounds; of phrases, those of topics.
    """
    is_all, is_asked = F.col("stem") == EVERY_TEXT, F.col("post_date").isin([*days])
    of_days = counted.where(is_all).select("post_date", F.col("author_count").alias("authors"))
    terms = _terms(counted, s.topics)
    of_day = Window.partitionBy("post_date").orderBy(F.desc("author_count"), "term")
    candidates = (
        terms.where(is_asked & (F.col("author_count") >= s.min_authors))
        .join(F.broadcast(leading.select(F.col("stem").alias("term"))), on="term", how="left_anti")
        .withColumn("_place", F.row_number().over(of_day))
        .where(F.col("_place") <= s.vocabulary_size)
        .select("post_date", "term")
    )
    before = _with_usual(
        terms.join(candidates.select("term").distinct(), on="term", how="left_semi"),
        of_days,
        s,
    )
    rises = before.join(candidates, on=["post_date", "term"], how="left_semi").withColumns(
        _rise(s.prior_authors)
    )
    order = (F.desc("score"), F.desc("author_count"), "term")
    return (
        _without_parts(rises.where(F.col("score") > 0))
        .withColumn("rank", F.row_number().over(Window.partitionBy("post_date").orderBy(*order)))
        .where(F.col("rank") <= s.terms)
    )


def _terms(counted: DataFrame, settings: TopicSettings) -> DataFrame:
    """`post_date`, `term`, `author_count` of words, hashtags, and phrases of all these days."""
    in_texts = counted.groupBy(F.col("stem").alias("gram")).agg(F.sum("text_count").alias("texts"))
    phrases = phrases_among(in_texts, settings)
    is_word = (F.col("stem") != EVERY_TEXT) & ~F.col("stem").contains(" ")
    terms = counted.where(is_word | F.col("stem").isin([*phrases]))
    return terms.select("post_date", F.col("stem").alias("term"), "author_count")


def _without_parts(rises: DataFrame) -> DataFrame:
    """Without what nearly all of its authors say in a longer phrase that rises too."""
    phrases = (
        rises.select("post_date", F.col("term").alias("_phrase"), "author_count")
        .where(F.col("_phrase").contains(" "))
        .withColumn("term", F.explode(_parts("_phrase")))
        .where(F.col("term") != F.col("_phrase"))
        .groupBy("post_date", "term")
        .agg(F.max("author_count").alias("_in_phrase"))
    )
    is_part = F.col("_in_phrase") >= _OF_PHRASE * F.col("author_count")
    told = rises.join(phrases, on=["post_date", "term"], how="left")
    return told.where(~F.coalesce(is_part, F.lit(False))).drop("_in_phrase")


def _parts(phrase: str) -> Column:
    """The words of a phrase, and all that stand together in it."""
    words = F.split(phrase, " ")

    def from_place(place: Column) -> Column:
        lengths = F.sequence(F.lit(1), F.size(words) - place + 1)
        return F.transform(lengths, lambda length: F.concat_ws(" ", F.slice(words, place, length)))

    return F.flatten(F.transform(F.sequence(F.lit(1), F.size(words)), from_place))


def _with_usual(counted: DataFrame, days: DataFrame, s: TrendSettings) -> DataFrame:
    """Adds `usual_count`; days with too few days before them have no rows."""
    number, weekday = F.unix_date("post_date"), F.dayofweek("post_date")
    back = (-s.term_days, -1)
    all_days = Window.partitionBy(F.lit(0)).orderBy(number).rangeBetween(*back)
    same_days = Window.partitionBy(weekday).orderBy(number).rangeBetween(*back)
    exposed = days.select(
        "post_date",
        "authors",
        F.count("*").over(all_days).alias("_days"),
        F.sum("authors").over(all_days).alias("_exposed"),
        F.sum("authors").over(same_days).alias("_exposed_same"),
    ).where(F.col("_days") >= s.min_term_days)
    of_term = Window.partitionBy("term").orderBy(number).rangeBetween(*back)
    of_weekday = Window.partitionBy("term", weekday).orderBy(number).rangeBetween(*back)
    seen, seen_same = (F.sum("author_count").over(window) for window in (of_term, of_weekday))
    shares = [
        F.coalesce(F.col(count) / F.col(exposure), F.lit(0.0))
        for count, exposure in (("_seen", "_exposed"), ("_seen_same", "_exposed_same"))
    ]
    return (
        counted.withColumn("_seen", seen)
        .withColumn("_seen_same", seen_same)
        .join(F.broadcast(exposed), on="post_date", how="inner")
        .withColumn("usual_count", F.col("authors") * F.greatest(*shares))
    )


def _rise(prior: float) -> dict[str, Column]:
    """The rise, and the log of the lower end of its interval.

    The quantile of the gamma is that of Wilson and Hilferty 1931, "The distribution of
    chi-square": a cube of a normal.
    """
    shape, rate = F.col("author_count") + prior, F.col("usual_count") + prior
    z = NormalDist().inv_cdf(_LOW)
    cube = F.greatest(1 - 1 / (9 * shape) + z / (3 * F.sqrt(shape)), F.lit(1e-6))
    return {"rise": shape / rate, "score": F.log(shape / rate * F.pow(cube, 3))}


def term_trends(rising: DataFrame, texts: DataFrame, days: Days) -> DataFrame:
    """Rows of `term_trends`: the terms in words that people write, with posts that have them.

    Of two terms of a day that people write alike, the one that rises more stays.

    Args:
        rising: What `rising_terms` gives.
        texts: post_id, post_date, reach, `topic_terms` and, place by place, `topic_forms`: what
            the post writes for each.
        days: The days to tell of.
    """
    of_days = texts.where(F.col("post_date").isin([*days]))
    used = _forms(of_days).join(
        F.broadcast(rising.select("post_date", "term")), on=["post_date", "term"]
    )
    forms = (
        used.groupBy("post_date", "term", "form")
        .agg((-F.count("*")).alias("_fewness"))
        .groupBy("post_date", "term")
        .agg(F.min_by("form", F.struct("_fewness", "form")).alias("form"))
    )
    posts = used.select("post_date", "term", "post_id", "reach").distinct()
    written = (
        rising.join(forms, on=["post_date", "term"])
        .join(most_seen(posts, "post_date", "term"), on=["post_date", "term"])
        .withColumn("kind", _kind())
        .withColumn("term", F.col("form"))
    )
    alike = Window.partitionBy("post_date", "kind", "term").orderBy("rank")
    return (
        written.withColumn("_alike", F.row_number().over(alike))
        .where(F.col("_alike") == 1)
        .withColumn("rank", F.row_number().over(Window.partitionBy("post_date").orderBy("rank")))
        .select(*TERM_TRENDS.column_names)
    )


def _forms(texts: DataFrame) -> DataFrame:
    """Each `term` of a post, and the `form` that it has there."""
    post = ("post_id", "post_date", "reach")
    pairs = F.explode(F.arrays_zip("topic_terms", "topic_forms"))
    return texts.select(*post, pairs.alias("_used")).select(
        *post,
        F.col("_used.topic_terms").alias("term"),
        F.col("_used.topic_forms").alias("form"),
    )


def _kind() -> Column:
    return (
        F.when(F.col("term").startswith("#"), "hashtag")
        .when(F.col("term").contains(" "), "phrase")
        .otherwise("word")
    )
