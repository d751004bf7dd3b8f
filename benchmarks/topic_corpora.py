"""The texts that makers of topics are compared on, as `topics.py` writes them for all.

    python topic_corpora.py FOLDER DAYS

Reads `texts.parquet`, a row for each text in the order of `post_id`, and writes beside it the posts
of so many days, the vectors of their meaning, and the terms that others count and ours are judged
by. Prints the seconds that the vectors took, as JSON.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from figures import CORES, two_cores
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from voxlake.language.encoder.embeddings import (
    distinct_texts,
    encode,
    load_encoder,
    texts_of_days,
)
from voxlake.setup.encoder import encoder_folder
from voxlake.text.wording import text_hash
from voxlake.topics.settings import TopicSettings
from voxlake.topics.words.phrases import find_phrases
from voxlake.topics.words.terms import TERMS, with_terms

SUBREDDITS, TITLES, DRAW = 8, 1000, 25  # no draw that a setting was chosen on
FIRST_DAY = date(2024, 1, 1)
Labelled = pd.DataFrame


def main() -> None:
    """Write it all."""
    folder, days = Path(sys.argv[1]), int(sys.argv[2])
    spark = two_cores()
    read = spark.read.parquet(str(folder / "texts.parquet"))
    of_day = F.date_add(F.lit(FIRST_DAY), (F.col("post_id").cast("int") % days).cast("int"))
    posts = read.withColumns(
        {
            "text_hash": text_hash(F.col("text")),
            "post_date": of_day,
            "is_usable": F.lit(True),
            "is_repost": F.lit(False),
            "language": F.lit("en"),
            "unread_language": F.lit(None).cast("string"),
        }
    )
    write_by_day(posts, folder / "posts")
    posts = spark.read.parquet(str(folder / "posts"))
    settings = TopicSettings()
    for name, phrases in (("documents", find_phrases(posts, settings)), ("terms", ())):
        told = with_terms(posts, settings, phrases).select("post_id", TERMS).toPandas()
        terms = [list(each) for each in told.sort_values("post_id")[TERMS]]
        (folder / f"{name}.json").write_text(json.dumps(terms))
    started = time.perf_counter()
    write_vectors(posts, folder)
    print(json.dumps({"vector_seconds": time.perf_counter() - started}))
    spark.stop()


def write_vectors(posts: DataFrame, folder: Path) -> None:
    """Vectors of meaning, as rows of `text_meanings`."""
    encoder = load_encoder(posts.sparkSession, str(encoder_folder("meaning")))
    of_days = texts_of_days(posts)
    vectors = encode(distinct_texts(of_days), encoder).withColumn(
        "encoder_version", F.lit(encoder.version)
    )
    of_posts = of_days.select("post_date", "text_hash").join(vectors, "text_hash", how="inner")
    write_by_day(of_posts, folder / "meanings")


def write_matrix(folder: Path) -> None:
    """The vectors as a matrix, a row for each text in their order, for those without Spark."""
    posts = pd.read_parquet(folder / "posts", columns=["post_id", "text_hash"])
    vectors = pd.read_parquet(folder / "meanings", columns=["text_hash", "vector"])
    of_posts = posts.merge(vectors.drop_duplicates("text_hash"), on="text_hash", validate="m:1")
    np.save(folder / "vectors.npy", np.stack(of_posts.sort_values("post_id").vector))


def write_by_day(rows: DataFrame, to: Path) -> None:
    """Parquet with a folder for each day."""
    spread = rows.repartition(CORES, "post_date", F.substring("text_hash", 1, 1))
    spread.write.mode("overwrite").partitionBy("post_date").parquet(str(to))


def meanings_of(spark: SparkSession, folder: Path) -> DataFrame:
    """Rows of `text_meanings`."""
    return spark.read.parquet(str(folder / "meanings"))


def snippets(data: Path) -> Labelled:
    return pd.read_csv(data / "search_snippets/snippets.tsv.gz", sep="\t", quoting=3)


def news(data: Path) -> Labelled:
    columns = ["text", "part", "label"]
    return pd.read_csv(data / "bbc_news/corpus.tsv.gz", sep="\t", quoting=3, names=columns)


def titles(data: Path) -> Labelled:
    files = sorted((data / "reddit_top").glob("posts_part*.csv.gz"))
    read = pd.concat([pd.read_csv(file, usecols=["subreddit", "title"]) for file in files])
    return read.dropna().rename(columns={"title": "text", "subreddit": "label"})


def reddit(data: Path) -> Labelled:
    """The titles of a draw of subreddits, as many of each."""
    read = titles(data)
    counts = read.label.value_counts()
    large = sorted(counts[counts >= TITLES].index)
    drawn = random.Random(DRAW).sample(large, SUBREDDITS)
    return read[read.label.isin(drawn)].groupby("label").sample(TITLES, random_state=DRAW)


CORPORA: dict[str, Callable[[Path], Labelled]] = {
    "search_snippets": snippets,
    "bbc_news": news,
    "reddit_top": reddit,
}


if __name__ == "__main__":
    main()
