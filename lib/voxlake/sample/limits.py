"""Who takes no part in recommendations, and who blocks whom."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from voxlake.sample.draws import Draws
from voxlake.sample.groups import of_circle
from voxlake.sample.people import days_after
from voxlake.sample.settings import SampleSettings

_BACK_SHARE = 0.2  # of those who opted out: take part again from the middle of the days on
_LINES = "user string, what string, whom string, since string, until string"


def limit_records(spark: SparkSession, settings: SampleSettings) -> DataFrame:
    """The columns of the limits' file, and three lines that are none."""
    draws, planted = Draws(settings.seed, ("user_no",)), settings.recommend
    numbered = spark.range(settings.users).withColumnRenamed("id", "user_no")
    is_back = draws.happens(_BACK_SHARE, "takes part again")
    whom = of_circle(F.col("user_no"), draws.uniform("blocked"), settings.users)
    none = F.lit(None)
    half = settings.days // 2
    opted_out = numbered.where(draws.happens(planted.opted_out_share, "opts out")).select(
        *_line(
            "opted_out",
            none,
            draws.whole(half, "opted out on"),
            F.when(is_back, F.lit(half)),
            settings,
        )
    )
    blocking = (
        numbered.where(draws.happens(planted.blocker_share, "blocks"))
        .withColumn("whom", whom)
        .where("whom <> user_no")
    )
    day = draws.whole(settings.days, "blocked on")
    blocked = blocking.select(*_line("blocked", F.concat(F.lit("u"), "whom"), day, none, settings))
    wrong = [("u0", "blocked", None), ("u0", "blocked", "u0"), ("u0", "muted", "u1")]
    broken = [(*of, None, None) for of in wrong] if settings.bad_share else []
    return opted_out.unionByName(blocked).unionByName(spark.createDataFrame(broken, _LINES))


def _line(
    what: str, whom: Column, since: Column, until: Column, settings: SampleSettings
) -> list[Column]:
    """A line of the file; days count from the first one of the sample."""
    return [
        F.concat(F.lit("u"), "user_no").alias("user"),
        F.lit(what).alias("what"),
        whom.cast("string").alias("whom"),
        F.to_date(days_after(since, settings)).cast("string").alias("since"),
        F.to_date(days_after(until, settings)).cast("string").alias("until"),
    ]
