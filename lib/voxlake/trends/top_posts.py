"""Posts that stand out: the most engaging, and those that grow fastest for author and age."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql.window import WindowSpec

from voxlake.spark.columns import engagement
from voxlake.spark.local_time import start_of_day
from voxlake.tables import TOP_POSTS
from voxlake.tables.columns import ALL_TOPICS, ALL_USERS
from voxlake.trends.growth_curve import grown, growth_curve
from voxlake.trends.settings import TrendSettings

_HOURS_TOLD = 48  # up to which an age is told in hours, and from which in days
_WHOLE_FROM = 10  # from which on a factor is told without a decimal


def engagement_posts(posts: DataFrame, as_of: date, zone: str) -> DataFrame:
    """Usable posts whose engagement is known: `engagement`, `log_engagement`, `age_hours`.

    Reposts are left out: what they have is the repeated post's.

    Args:
        posts: Rows of `posts` up to the day.
        as_of: The day; a post's age is that at its end.
        zone: Of the lake's days.
    """
    end = F.unix_timestamp(start_of_day(F.lit(as_of + timedelta(days=1)), zone))
    is_own = ~F.coalesce("is_repost", F.lit(False))
    total = engagement().cast("long")
    return (
        posts.where(F.col("is_usable") & is_own & total.isNotNull())
        .withColumn("engagement", F.greatest(total, F.lit(0).cast("long")))
        .withColumn("log_engagement", F.log1p("engagement"))
        .withColumn("age_hours", (end - F.unix_timestamp("posted_at")) / 3600)
        .select("post_id", "post_date", "user_id", "engagement", "log_engagement", "age_hours")
    )


def with_usual(engaging: DataFrame) -> DataFrame:
    """Adds `log_usual`: what the author's other posts have, drawn towards what all posts have.

    The mean of log(1 + engagement) of the author's other posts counts as far as authors differ:
    with n of them, n / (n + k), k the variance within authors over that between them (Bühlmann
    and Straub 1970, "Glaubwürdigkeit für Schadensätze"; variances by the moments of one-way
    analysis). A post without an author has what all posts have.

    Args:
        engaging: What `engagement_posts` gives, of all the days that say what is usual.
    """
    of_author = Window.partitionBy(F.coalesce("user_id", "post_id"))
    known = F.col("user_id").isNotNull()
    log = F.col("log_engagement")
    others = F.when(known, F.count("*").over(of_author) - 1).otherwise(0)
    rest = F.sum("log_engagement").over(of_author) - log
    mean, within, between = _variances(engaging)
    weight = (
        F.when(others > 0, others * between / (others * between + within))
        if between > 0
        else F.lit(0.0)
    )
    weighed = F.coalesce(weight, F.lit(0.0))
    of_others = F.when(others > 0, rest / others).otherwise(mean)
    return engaging.withColumn("log_usual", weighed * of_others + (1 - weighed) * mean)


def _variances(engaging: DataFrame) -> tuple[float, float, float]:
    """Mean of all posts, variance within authors, and variance between them; of logs."""
    authors = (
        engaging.where("user_id IS NOT NULL")
        .groupBy("user_id")
        .agg(
            F.count("*").cast("double").alias("n"),
            F.avg("log_engagement").alias("mean"),
            F.var_pop("log_engagement").alias("variance"),
        )
    )
    n, mean = F.col("n"), F.col("mean")
    row = authors.agg(
        F.count("*").alias("authors"),
        F.sum("n").alias("posts"),
        F.sum(n * n).alias("squares"),
        F.sum(n * F.col("variance")).alias("within"),
        F.sum(n * mean).alias("total"),
        F.sum(n * mean * mean).alias("of_means"),
    ).collect()[0]
    overall = engaging.agg(F.avg("log_engagement")).collect()[0][0] or 0.0
    if not row["authors"] or row["posts"] <= row["authors"] or row["authors"] == 1:
        return overall, 0.0, 0.0
    within = row["within"] / (row["posts"] - row["authors"])
    spread = row["of_means"] - row["total"] ** 2 / row["posts"]
    scale = row["posts"] - row["squares"] / row["posts"]
    return overall, within, max((spread - (row["authors"] - 1) * within) / scale, 0.0)


def top_posts(
    usual: DataFrame, by_topic: DataFrame, as_of: date, settings: TrendSettings
) -> DataFrame:
    """Rows of `top_posts`: of each topic and segment, and of all of them together.

    `most` is ranked by engagement; `growing` by how many times the engagement is what the author
    usually has by that age, each plus 1. What a post of an age has of what it will have is seen
    only across posts, since each has one count, its latest: see `growth_curve`.

    Args:
        usual: What `with_usual` gives.
        by_topic: post_id, post_date, topic_id and segment_id of the posts that compete.
        as_of: The day.
        settings: How many are told.
    """
    curve = growth_curve(usual)
    competing = usual.join(
        by_topic.select("post_id", "post_date", "topic_id", "segment_id"),
        on=["post_id", "post_date"],
        how="inner",
    )
    expected = F.greatest(F.expm1(F.col("log_usual") + grown(curve)), F.lit(0.0))
    times = (F.col("engagement") + 1) / (F.col("usual_engagement") + 1)
    measured = competing.withColumn("usual_engagement", expected).withColumn("_times", times)
    return (
        measured.withColumn("_kinds", F.array_compact(F.array(*_kinds(settings))))
        .withColumn("_kind", F.explode("_kinds"))
        .withColumn("topic_id", F.explode(_and_all("topic_id", ALL_TOPICS)))
        .withColumn("segment_id", F.explode(_and_all("segment_id", ALL_USERS)))
        .select("*", "_kind.*")
        .withColumn("rank", F.row_number().over(_ranking()))
        .where(F.col("rank") <= settings.top_count)
        .withColumn("as_of_date", F.lit(as_of))
        .select(*TOP_POSTS.column_names)
    )


def _kinds(settings: TrendSettings) -> Sequence[Column]:
    """What a post may be told as, with what it is ranked by and why."""
    times = F.col("_times")
    of_whom = F.when(F.col("user_id").isNull(), F.lit("posts usually have")).otherwise(
        F.lit("its author usually has")
    )
    format_ = F.when(times < _WHOLE_FROM, F.format_string("%.1f", times)).otherwise(
        F.format_string("%.0f", times)
    )
    compared = F.concat(format_, F.lit(" times what "), of_whom)
    most = F.concat(
        F.col("engagement").cast("string"),
        F.when(F.col("engagement") == 1, F.lit(" like, reply or repost, ")).otherwise(
            F.lit(" likes, replies and reposts, ")
        ),
        compared,
    )
    is_growing = (F.col("engagement") >= settings.min_engagement) & (times > 1)
    return (
        F.when(F.col("engagement") > 0, _kind("most", F.col("engagement").cast("double"), most)),
        F.when(is_growing, _kind("growing", times, F.concat(compared, F.lit(", in "), _age()))),
    )


def _kind(name: str, score: Column, why: Column) -> Column:
    return F.struct(F.lit(name).alias("kind"), score.alias("score"), why.alias("why"))


def _age() -> Column:
    """The age in whole hours or days, at least one."""
    hours = F.greatest(F.ceil("age_hours"), F.lit(1))
    days = F.round(F.col("age_hours") / 24).cast("long")
    return (
        F.when(hours == 1, F.lit("1 hour"))
        .when(hours <= _HOURS_TOLD, F.concat(hours.cast("string"), F.lit(" hours")))
        .otherwise(F.concat(days.cast("string"), F.lit(" days")))
    )


def _and_all(name: str, together: int) -> Column:
    return F.array_compact(F.array(F.lit(together), name))


def _ranking() -> WindowSpec:
    group = Window.partitionBy("kind", "topic_id", "segment_id")
    return group.orderBy(F.desc("score"), F.desc("engagement"), "post_id")
