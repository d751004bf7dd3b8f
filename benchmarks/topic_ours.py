"""Topics of voxlake by one of its methods, as `topics.py` runs them: in a process of their own.

    python topic_ours.py METHOD FOLDER TOPICS SEED [--restarts 3]

Reads what `topic_corpora.py` wrote and writes METHOD.json beside it, as `topic_rivals.py` does.
Prints, as JSON, seconds of fit and assignment together and what cores spent on them, seconds of the
fit alone, of assigning the posts of the last day again, and how many these are.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from figures import cpu_seconds, two_cores
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from topic_corpora import meanings_of

from voxlake.topics.assign import assign_topics
from voxlake.topics.model import TopicModel
from voxlake.topics.settings import TopicSettings
from voxlake.topics.topics import draw_samples, fit_topics

LEADING = 10


def main() -> None:
    """Fit and assign as the jobs do it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("method")
    parser.add_argument("folder", type=Path)
    parser.add_argument("topics", type=int)
    parser.add_argument("seed", type=int)
    parser.add_argument("--restarts", type=int, default=TopicSettings().restarts)
    asked = parser.parse_args()
    spark = two_cores()
    posts = spark.read.parquet(str(asked.folder / "posts"))
    meanings = meanings_of(spark, asked.folder)
    posts.count()  # the session's first query is slow
    settings = TopicSettings(
        method=asked.method, topics=asked.topics, seed=asked.seed, restarts=asked.restarts
    )
    started, spent = time.perf_counter(), cpu_seconds()
    fitted = fit_topics(posts, draw_samples(posts, meanings, settings), settings)
    fit_seconds = time.perf_counter() - started
    own = asked.folder / f"{asked.method}_posts"
    assign(posts, meanings, fitted.model, settings, own)
    seconds, spent = time.perf_counter() - started, cpu_seconds() - spent
    topic_of = spark.read.parquet(str(own)).select("post_id", "topic_id")
    told = posts.select("post_id").join(topic_of, "post_id", how="left").toPandas()
    labels = told.sort_values("post_id").topic_id.fillna(-1).astype(int).tolist()
    leading = [[term.stem for term in topic.terms[:LEADING]] for topic in fitted.topics]
    answer = json.dumps({"labels": labels, "leading": leading})
    (asked.folder / f"{asked.method}.json").write_text(answer)
    last = posts.agg(F.max("post_date")).collect()[0][0]
    of_day = [rows.where(F.col("post_date") == last) for rows in (posts, meanings)]
    started = time.perf_counter()
    assign(*of_day, fitted.model, settings, asked.folder / f"{asked.method}_day")
    day_seconds = time.perf_counter() - started
    said = {
        "seconds": seconds,
        "cpu_seconds": spent,
        "fit_seconds": fit_seconds,
        "day_seconds": day_seconds,
    }
    print(json.dumps({**said, "day_posts": of_day[0].count()}))
    spark.stop()


def assign(
    posts: DataFrame, meanings: DataFrame, model: TopicModel, settings: TopicSettings, to: Path
) -> None:
    """Write the topics of posts."""
    assigned = assign_topics(posts, meanings, model, "1", settings)
    assigned.write.mode("overwrite").parquet(str(to))


if __name__ == "__main__":
    main()
