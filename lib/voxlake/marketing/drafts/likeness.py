"""How like the past posts drafts are: which share of their runs of words they have in common."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.marketing.drafts.settings import CheckSettings
from voxlake.text.duplicates.minhash import runs_of_words
from voxlake.text.wording import text_hash

_SAME = 1.0


def likest(drafts: DataFrame, posts: DataFrame, settings: CheckSettings) -> DataFrame:
    """The post that each draft is most like: draft_id, alike; drafts like none have no row.

    `alike` is the overlap coefficient of the sets of runs, |A and B| / min(|A|, |B|): also a short
    post that stands whole in a long draft is a copy. It is exact, and not of signatures: drafts
    are few, and only posts that share a run with one are counted. Runs are the shingles of Broder
    1997, "On the resemblance and containment of documents".

    Args:
        drafts: draft_id, text; few.
        posts: Rows of `posts`, of the days that drafts are held against.
        settings: `run_words` and `least_runs`.
    """
    own = _runs(drafts, "draft_id", settings)
    past = _runs(posts.where(F.col("text").isNotNull()), "post_id", settings)
    shared = (
        past.join(F.broadcast(own), on="run", how="inner")
        .groupBy("draft_id", "post_id", "draft_id_runs", "post_id_runs")
        .agg(F.count("*").alias("shared"))
        .select(
            "draft_id",
            (F.col("shared") / F.least("draft_id_runs", "post_id_runs")).alias("alike"),
        )
    )
    hashed = drafts.select("draft_id", text_hash(F.col("text")).alias("text_hash"))
    same = posts.join(F.broadcast(hashed), on="text_hash", how="inner")
    found = shared.unionByName(same.select("draft_id", F.lit(_SAME).alias("alike")))
    return found.groupBy("draft_id").agg(F.max("alike").alias("alike"))


def _runs(texts: DataFrame, key: str, settings: CheckSettings) -> DataFrame:
    """The runs of texts that have enough of them, each with how many its text has."""
    runs: Column = runs_of_words(F.col("text"), settings.run_words)
    with_runs = texts.select(key, runs.alias("runs"))
    enough = with_runs.where(F.size("runs") >= settings.least_runs)
    return enough.select(key, F.size("runs").alias(f"{key}_runs"), F.explode("runs").alias("run"))
