"""Rows of `reply_queue` and `reply_times`: who waits for an answer, and how soon answers come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.core.zones import start_of
from voxlake.marketing.publishing.settings import ReplySettings
from voxlake.spark.columns import is_clear, quantiles, reach
from voxlake.tables import REPLY_QUEUE, REPLY_TIMES

NEW, ASSIGNED, ANSWERED = "new", "assigned", "answered"

_UNSCORED = 1 / 3
"""How negative a post counts that no model has read: the three labels alike."""
_FIFTHS = 5
_HOUR = 3600
_PHRASES = 3
_SHARES = [0.5, 0.9]


@dataclass(frozen=True)
class Around:
    """What is known of posts and their authors; each may be empty."""

    sentiment: DataFrame
    topics: DataFrame
    topic_names: DataFrame
    evidence: DataFrame
    users: DataFrame
    value: DataFrame
    """Rows of `user_value` of one day."""
    drafts: DataFrame
    """post_id and draft_id of drafts of answers."""
    told: DataFrame
    """What people said of posts, as `told_states` gives it."""


def waiting(
    needing: DataFrame, around: Around, settings: ReplySettings, as_of: date, zone: str
) -> DataFrame:
    """Posts that need an answer with their state, parts and score; all of the history.

    score = (w_n negative + w_r reach + w_a age + w_v worth) / (w_n + w_r + w_a + w_v), each from
    0 to 1 and as the columns of `reply_queue` say.

    Args:
        needing: What `asked` gives.
        around: Sentiment, topics, authors, drafts, states.
        settings: Weights.
        as_of: The day; posts wait until its end.
        zone: That of the lake, by which the day ends.
    """
    end = start_of(as_of + timedelta(days=1), zone)
    known = _with_authors(_with_topics(needing, around), around)
    answered_at = F.when(F.col("answer_at") < F.lit(end), F.col("answer_at"))
    by_hand = F.when(F.col("told_state") == ANSWERED, F.col("changed_at"))
    found = known.withColumns(
        {
            "answer_post_id": F.when(answered_at.isNotNull(), F.col("answer_post_id")),
            "answered_at": F.least(answered_at, by_hand),
        }
    )
    is_assigned = F.col("told_state") == ASSIGNED
    state = F.when(F.col("answered_at").isNotNull(), ANSWERED).when(is_assigned, ASSIGNED)
    until = F.coalesce("answered_at", F.lit(end))
    waited = (until.cast("double") - F.col("posted_at").cast("double")) / _HOUR
    wait = F.greatest(waited, F.lit(0.0))
    told = found.withColumns({"state": state.otherwise(NEW), "wait_hours": wait})
    return _scored(told, settings).withColumn("as_of_date", F.lit(as_of))


def reply_queue(waiting: DataFrame, settings: ReplySettings) -> DataFrame:
    """Rows of `reply_queue`: posts of the last `answer_days`, the open ones with their place.

    Args:
        waiting: What `waiting` gives.
        settings: Days, and how many places.
    """
    is_recent = F.col("post_date") > F.date_sub("as_of_date", settings.answer_days)
    recent = waiting.where(is_recent)
    order = (F.desc("score"), "posted_at", "post_id")
    first = recent.where(F.col("state") != ANSWERED).orderBy(*order).limit(settings.max_places)
    # One partition, of at most max_places rows.
    placed = first.select("post_id", F.row_number().over(Window.orderBy(*order)).alias("place"))
    return recent.join(F.broadcast(placed), on="post_id", how="left").select(
        *REPLY_QUEUE.column_names
    )


def reply_times(waiting: DataFrame, settings: ReplySettings) -> DataFrame:
    """Rows of `reply_times`: how many posts of a day were answered, and how soon.

    Args:
        waiting: What `waiting` gives.
        settings: The target.
    """
    is_answered = F.col("state") == ANSWERED
    in_time = is_answered & (F.col("wait_hours") <= settings.target_hours)
    hours = F.when(is_answered, F.col("wait_hours"))
    return (
        waiting.groupBy("as_of_date", "post_date")
        .agg(
            F.count("*").alias("post_count"),
            _count(is_answered).alias("answered_count"),
            _count(~is_answered).alias("open_count"),
            _count(in_time).alias("in_time_count"),
            quantiles(hours, _SHARES).alias("shares"),
            F.max(F.when(~is_answered, F.col("wait_hours"))).alias("oldest_open_hours"),
        )
        .withColumns({"median_hours": F.col("shares")[0], "p90_hours": F.col("shares")[1]})
        .select(*REPLY_TIMES.column_names)
    )


def told_states(assignments: DataFrame, queues: DataFrame) -> DataFrame:
    """What people last said of each post: told_state, assigned_to, changed_at.

    Args:
        assignments: post_id, told_state, assigned_to, changed_at of the file.
        queues: Rows of `reply_queue` of days up to now, of which a person may have changed some.
    """
    is_by_hand = (F.col("state") == ANSWERED) & F.col("answer_post_id").isNull()
    carried = F.when(is_by_hand, ANSWERED).when(F.col("assigned_to").isNotNull(), ASSIGNED)
    earlier = queues.where(F.col("changed_at").isNotNull()).select(
        "post_id", carried.otherwise(NEW).alias("told_state"), "assigned_to", "changed_at"
    )
    every = assignments.unionByName(earlier)
    last = F.max(F.struct("changed_at", "told_state", "assigned_to")).alias("last")
    return every.groupBy("post_id").agg(last).select("post_id", "last.*")


def _scored(rows: DataFrame, settings: ReplySettings) -> DataFrame:
    people = F.greatest(F.coalesce("follower_count", F.lit(0)), reach(), F.lit(0))
    parts = {
        "negative_part": F.coalesce("negative", F.lit(_UNSCORED)),
        "reach_part": _at_most_1(F.log1p(people) / F.log1p(F.lit(settings.full_reach))),
        "age_part": _at_most_1(F.col("wait_hours") / settings.target_hours),
        "worth_part": F.coalesce(F.col("monetary_score") / _FIFTHS, F.lit(0.0)),
    }
    weights = {
        "negative_part": settings.weight_negative,
        "reach_part": settings.weight_reach,
        "age_part": settings.weight_age,
        "worth_part": settings.weight_worth,
    }
    total = sum((F.col(name) * weight for name, weight in weights.items()), start=F.lit(0.0))
    return (
        rows.withColumn("reach", people.cast("long"))
        .withColumns(parts)
        .withColumn("score", total / settings.weight_sum)
    )


def _with_topics(needing: DataFrame, around: Around) -> DataFrame:
    clear = around.topics.where(is_clear()).select("post_id", F.col("topic_id").alias("_topic"))
    names = around.topic_names.select(
        F.col("topic_id").alias("_topic"),
        F.col("shown_as").alias("topic_id"),
        F.col("name").alias("topic"),
    )
    phrases = F.transform(F.slice("phrases", 1, _PHRASES), lambda one: one["phrase"])
    is_negative = (F.col("model") == "sentiment") & (F.col("label") == "negative")
    evidence = around.evidence.where(is_negative).select("post_id", phrases.alias("evidence"))
    return (
        needing.join(around.sentiment.select("post_id", "negative"), on="post_id", how="left")
        .join(clear, on="post_id", how="left")
        .join(F.broadcast(names), on="_topic", how="left")
        .withColumn("topic_id", F.coalesce("topic_id", "_topic"))
        .join(evidence, on="post_id", how="left")
    )


def _with_authors(posts: DataFrame, around: Around) -> DataFrame:
    users = around.users.select("user_id", "follower_count")
    money = ("revenue", "expected_value", "currency", "monetary_score")
    value = around.value.select("user_id", F.lit(True).alias("is_customer"), *money)
    return (
        posts.join(users, on="user_id", how="left")
        .join(value, on="user_id", how="left")
        .withColumn("is_customer", F.coalesce("is_customer", F.lit(False)))
        .join(around.drafts, on="post_id", how="left")
        .join(around.told, on="post_id", how="left")
    )


def _at_most_1(part: Column) -> Column:
    return F.least(part, F.lit(1.0))


def _count(condition: Column) -> Column:
    return F.sum(condition.cast("long"))
