"""Writes the sample: files as a network and a shop would leave them, and the truth aside."""

from __future__ import annotations

from typing import NamedTuple

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from voxlake.core.errors import InputError
from voxlake.sample.follows import follow_records, follows
from voxlake.sample.groups import circle_of, interest_of, is_big
from voxlake.sample.marketing import write_marketing
from voxlake.sample.people import people, profiles
from voxlake.sample.posts import posts
from voxlake.sample.purchases import order_lines
from voxlake.sample.recommend import write_recommend
from voxlake.sample.records import RECORDS_PER_FILE, event_records, order_records, post_records
from voxlake.sample.segments import TOPICS
from voxlake.sample.settings import NAMESPACE, SampleSettings
from voxlake.sample.texts import with_texts

_PATH_NOT_FOUND = "PATH_NOT_FOUND"


class Truth(NamedTuple):
    """What was planted; ids as in the lake."""

    posts: DataFrame
    """`post_id`, `kind`, `topic` (null where a post has none), `sentiment` that is meant."""
    users: DataFrame
    """`user_id`, `segment`, whether they buy, `is_buyer`, and of few, null of most, `told_mood`
    and `best_hour`, from which on posts do better for some hours, UTC; the `circle` of their
    friends, the `interest` of what they like, and whether theirs `is_big`, an account that many
    follow."""
    parameters: DataFrame
    """One row: BG/NBD r, alpha, a, b (in weeks) and Gamma-Gamma p, q, v."""
    campaigns: DataFrame
    """`campaign_id`, `channel`, `spend`, `revenue` (refunds taken off), `order_count`, and
    `return_on_spend`, null where nothing is spent."""
    arms: DataFrame
    """`experiment_id`, `arm`, and `mean`: share of people who convert, or mean reward."""
    items: DataFrame
    """`item_id` of each product, and its `group`: bought together, by those of that interest."""
    clicks: DataFrame
    """`kind` and `rank` of what is shown, and the click `rate` of a thing shown by chance."""


def write_sample(spark: SparkSession, folder: str, settings: SampleSettings) -> bool:
    """Write the sample's files below a folder; False when they are there already.

    Posts, orders and events lie in one folder a day, such as `posts/day=2024-03-31`; the others,
    such as users and spend, in one each; the truth in `truth`, which no job reads. A sample that
    an earlier version wrote by these settings is written anew.

    Raises:
        InputError: the folder holds a sample of other settings.
    """
    wanted = settings.model_dump_json()
    if (found := _settings_of(spark, folder)) is not None:
        if found == wanted:
            return False
        if not settings.are_those_of(found):
            raise InputError(
                f"{folder} holds a sample of other settings: {found}. Remove it, or name another "
                f"folder for the sample of {wanted}."
            )
    persons = people(spark, settings).cache()
    posted = with_texts(posts(persons, settings), settings).cache()
    edges = follows(persons, settings)
    lines = order_lines(persons.where("is_buyer"), settings)
    _write_lines(post_records(posted, settings), f"{folder}/posts")
    _write_lines(event_records(persons, posted, settings), f"{folder}/events", compression="gzip")
    ordered = order_records(lines, settings).cache()
    _write_csv(ordered, f"{folder}/orders")
    write_marketing(spark, ordered, settings, folder)
    write_recommend(persons, settings, folder)
    _write_json(profiles(persons, edges, settings), f"{folder}/users")
    _write_json(follow_records(edges, settings), f"{folder}/follows")
    _write_truth(spark, persons, posted, settings, f"{folder}/truth")
    spark.createDataFrame([(wanted,)], "settings string").coalesce(1).write.mode("overwrite").text(
        f"{folder}/truth/settings"
    )
    persons.unpersist()
    posted.unpersist()
    ordered.unpersist()
    return True


def truth(spark: SparkSession, folder: str) -> Truth:
    """What was planted in the sample that `write_sample` wrote to the folder."""
    return Truth(*[spark.read.parquet(f"{folder}/truth/{name}") for name in Truth._fields])


def _settings_of(spark: SparkSession, folder: str) -> str | None:
    """Settings of the sample in the folder; None where there is none, or half of one."""
    try:
        rows = spark.read.text(f"{folder}/truth/settings").head(1)
    except AnalysisException as error:
        if error.getErrorClass() != _PATH_NOT_FOUND:
            raise
        return None
    return str(rows[0].value) if rows else None


def _write_lines(lines: DataFrame, folder: str, compression: str = "none") -> None:
    """One folder a day, in the order of the lines' hashes, as if they came from everywhere."""
    (
        lines.repartition("day")
        .sortWithinPartitions("day", F.xxhash64("line"), "line")
        .write.mode("overwrite")
        .partitionBy("day")
        .option("maxRecordsPerFile", RECORDS_PER_FILE)
        .option("compression", compression)
        .text(folder)
    )


def _write_csv(rows: DataFrame, folder: str) -> None:
    (
        rows.repartition("day")
        .sortWithinPartitions("day", "when", "line")
        .write.mode("overwrite")
        .partitionBy("day")
        .option("maxRecordsPerFile", RECORDS_PER_FILE)
        .csv(folder, header=True)
    )


def _write_json(rows: DataFrame, folder: str) -> None:
    rows.write.mode("overwrite").option("maxRecordsPerFile", RECORDS_PER_FILE).json(folder)


def _write_truth(
    spark: SparkSession,
    persons: DataFrame,
    posted: DataFrame,
    settings: SampleSettings,
    folder: str,
) -> None:
    topics = F.array(*[F.lit(name) for name in TOPICS])
    has_topic = (F.col("kind") != "copy") & (F.col("language") == "en")
    posted.select(
        F.concat(F.lit(f"{NAMESPACE}:"), "post_id").alias("post_id"),
        "kind",
        F.when(has_topic, F.element_at(topics, (F.col("topic") + 1).cast("int"))).alias("topic"),
        F.when(has_topic, F.col("sentiment")).alias("sentiment"),
    ).write.mode("overwrite").parquet(f"{folder}/posts")
    persons.select(
        F.concat(F.lit(f"{NAMESPACE}:u"), "user_no").alias("user_id"),
        F.col("name").alias("segment"),
        "is_buyer",
        "told_mood",
        "best_hour",
        circle_of(F.col("user_no")).alias("circle"),
        interest_of(F.col("user_no")).alias("interest"),
        is_big(F.col("user_no"), settings.users).alias("is_big"),
    ).write.mode("overwrite").parquet(f"{folder}/users")
    spark.createDataFrame(
        [tuple(settings.buying.model_dump().values())], _parameters(settings)
    ).write.mode("overwrite").parquet(f"{folder}/parameters")


def _parameters(settings: SampleSettings) -> str:
    return ", ".join(f"{name} double" for name in settings.buying.model_dump())
