"""The log of what people were shown and clicked on: what is near to them more often than by chance.

At each place of a request stands one of two things: a near one, of the person's interest, or a far
one. The near one is preferred, the more the higher the place. Clicks depend on the place, on the
kind, and on what is shown, so that a plain click rate says more than what chance would earn; one
that is weighted by propensity says just that.
"""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.sample.draws import Draws
from voxlake.sample.groups import (
    INTERESTS,
    ranked_big_account,
    ranked_in_interest,
)
from voxlake.sample.people import days_after, iso_time
from voxlake.sample.records import with_resent
from voxlake.sample.settings import NAMESPACE, SampleSettings
from voxlake.sample.words import topic_frame

NEAR_SHARE = (0.8, 0.65, 0.5)
"""Chance of the near one at each place."""
SEEN_SHARE = (1.0, 0.6, 0.4)
"""How many look at each place, relative to the first."""
CLICK_SHARES = {
    "friend": (0.40, 0.10),
    "hashtag": (0.35, 0.10),
    "big_account": (0.35, 0.15),
    "content": (0.50, 0.10),
}
"""Of those who look, how many click on the near one and on the far one, by kind."""
_PLACES = {"hashtag": 2}  # a topic has no more hashtags that are no other topic's
_FIRST = 0.5  # when the log begins, as a share of the sample's days
_AGAIN_SHARE = 0.05  # clicks that are made, and logged, twice
_UNKNOWN_SHARE = 0.02  # lines without a chance, as before it was logged
_COLUMNS = ("id", "time", "request", "user", "kind", "item", "action", "place", "chance")


def planted_rates() -> list[tuple[str, int, float]]:
    """Kind, place from 1, and the click rate of the two things, were both as likely to be shown."""
    return [
        (kind, place + 1, seen * (near + far) / 2)
        for kind, (near, far) in CLICK_SHARES.items()
        for place, seen in enumerate(SEEN_SHARE[: _PLACES.get(kind)])
    ]


def shown_records(persons: DataFrame, settings: SampleSettings) -> DataFrame:
    """The columns of the log's file: what was shown and clicked, and lines that cannot be."""
    told = _shown(_requests(persons, settings), settings)
    clicked = told.where("is_clicked").withColumns(
        {
            "action": F.lit("clicked"),
            "chance": F.lit(None).cast("double"),
            "at": _later("at", 1 + 120 * Draws(settings.seed, ("id",)).uniform("clicked at")),
            "id": F.concat("id", F.lit("c")),
        }
    )
    draws = Draws(settings.seed, ("id",))
    again = clicked.where(draws.happens(_AGAIN_SHARE, "again")).withColumns(
        {"id": F.concat("id", F.lit("2")), "at": _later("at", F.lit(30))}
    )
    faulty = told.where(draws.happens(settings.bad_share, "faulty"))
    broken = faulty.withColumns(
        {"id": F.concat(F.lit("broken."), "id"), "action": F.lit("hovered")}
    )
    without = faulty.withColumns({"id": F.concat(F.lit("odd."), "id"), "chance": F.lit(-1.0)})
    rows = told.unionByName(clicked).unionByName(again).unionByName(broken).unionByName(without)
    end = days_after(F.lit(settings.days), settings) - F.expr("INTERVAL 1 SECOND")
    written = rows.withColumn("time", iso_time(F.least("at", end))).select(*_COLUMNS)
    return with_resent(written, settings)


def _later(time: str, seconds: Column) -> Column:
    return F.timestamp_seconds(F.unix_seconds(time) + F.floor(seconds))


def _requests(persons: DataFrame, settings: SampleSettings) -> DataFrame:
    """One row per request: `user_no`, `number`, `kind`, `at`, and the tags of two topics."""
    draws = Draws(settings.seed, ("user_no", "number"))
    of_user = Draws(settings.seed, ("user_no",))
    count = F.floor(2 * settings.recommend.requests_per_user * of_user.uniform("requests") + 0.5)
    kinds = F.array(*[F.lit(kind) for kind in CLICK_SHARES])
    day = settings.days * (_FIRST + (1 - _FIRST) * draws.uniform("request"))
    tags = F.broadcast(topic_frame(persons.sparkSession).select("topic", "tags"))
    near = tags.withColumnRenamed("topic", "favourite").withColumnRenamed("tags", "near_tags")
    far = tags.withColumnRenamed("topic", "other").withColumnRenamed("tags", "far_tags")
    return (
        persons.where(count > 0)
        .select(
            "user_no",
            F.col("favourite").cast("long").alias("favourite"),
            "joined_at",
            F.explode(F.sequence(F.lit(0), count.cast("int") - 1)).alias("number"),
        )
        .withColumn("at", days_after(day, settings))
        .where(F.col("at") >= F.col("joined_at"))
        .withColumn("kind", draws.pick(kinds, "kind"))
        .withColumn("other", F.pmod(F.col("favourite") + 1, F.lit(INTERESTS)))
        .join(near, "favourite", how="inner")
        .join(far, "other", how="inner")
    )


def _shown(requests: DataFrame, settings: SampleSettings) -> DataFrame:
    """One row per place of a request, with what stands there and whether it is clicked."""
    places = F.array(
        *[
            F.struct(
                F.lit(place).alias("place"),
                F.lit(NEAR_SHARE[place]).alias("share"),
                F.lit(SEEN_SHARE[place]).alias("seen"),
            )
            for place in range(len(NEAR_SHARE))
        ]
    )
    request = F.concat_ws(".", F.concat(F.lit("r"), "user_no"), "number")
    draws = Draws(settings.seed, ("request", "place"))
    most = F.coalesce(*[F.when(F.col("kind") == k, n) for k, n in _PLACES.items()], F.lit(99))
    likely = F.when(F.col("is_near"), F.col("share")).otherwise(1 - F.col("share"))
    is_known = ~draws.happens(_UNKNOWN_SHARE, "unknown chance")
    return (
        requests.withColumn("request", request)
        .select("*", F.explode(places).alias("of"))
        .select("*", "of.*")
        .where(F.col("place") < most)
        .withColumn("is_near", draws.happens(F.col("share"), "near"))
        .withColumn("is_clicked", draws.happens(F.col("seen") * _attraction(), "clicked"))
        .select(
            F.concat_ws(".", "request", F.col("place") + 1).alias("id"),
            "at",
            "request",
            F.concat(F.lit("u"), "user_no").alias("user"),
            "kind",
            _item(settings).alias("item"),
            F.lit("shown").alias("action"),
            (F.col("place") + 1).alias("place"),
            F.when(is_known, F.round(likely, 2)).alias("chance"),
            "is_clicked",
        )
    )


def _attraction() -> Column:
    """How many of those who look click on what is shown."""
    rates = [
        F.when(F.col("kind") == kind, F.when(F.col("is_near"), near).otherwise(far))
        for kind, (near, far) in CLICK_SHARES.items()
    ]
    return F.coalesce(*rates)


def _item(settings: SampleSettings) -> Column:
    """What is shown, as tables of recommendations name it."""
    users = settings.users
    step = F.col("place") + len(NEAR_SHARE) * F.col("number") + 1
    near = F.pmod(F.col("user_no") + step * INTERESTS, F.lit(users))
    far = F.pmod(F.col("user_no") + step * INTERESTS + 1, F.lit(users))
    known = ranked_in_interest(F.col("user_no"), step, users)
    other = F.when(F.col("is_near"), near).otherwise(far)
    big = F.when(F.col("is_near"), known).otherwise(ranked_big_account(step, users))
    tags = F.when(F.col("is_near"), F.col("near_tags")).otherwise(F.col("far_tags"))
    return (
        F.when(F.col("kind") == "friend", _named(F.concat(F.lit("u"), other)))
        .when(F.col("kind") == "big_account", _named(F.concat(F.lit("u"), big)))
        .when(F.col("kind") == "content", _named(F.concat(F.lit("p"), other, F.lit(".1"))))
        .otherwise(F.get(tags, F.col("place")))
    )


def _named(bare: Column) -> Column:
    """An id as the lake has it."""
    return F.concat(F.lit(f"{NAMESPACE}:"), bare)
