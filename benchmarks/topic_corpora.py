"""The texts that makers of topics are compared on, as `topics.py` writes them for all."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from figures import two_cores
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from voxlake.language.encoder.embeddings import encode, load_encoder
from voxlake.setup.encoder import encoder_folder
from voxlake.text.wording import text_hash
from voxlake.topics.settings import TopicSettings
from voxlake.topics.words.phrases import find_phrases
from voxlake.topics.words.terms import TERMS, with_terms

SUBREDDITS, TITLES, DRAW = 8, 1000, 25  # no draw that a setting was chosen on
DAY = "2024-01-01"
Labelled = pd.DataFrame


def write_texts(folder: Path, *, has_vectors: bool) -> None:
    """Posts, the terms that others count, those that ours are judged by, and vectors."""
    spark = two_cores()
    read = spark.read.parquet(str(folder / "labels.parquet")).withColumns(
        {
            "text_hash": text_hash(F.col("text")),
            "post_date": F.lit(DAY).cast("date"),
            "is_usable": F.lit(True),
            "is_repost": F.lit(False),
            "language": F.lit("en"),
            "unread_language": F.lit(None).cast("string"),
        }
    )
    read.repartition(8).write.mode("overwrite").parquet(str(folder / "posts"))
    posts = spark.read.parquet(str(folder / "posts"))
    settings = TopicSettings()
    for name, phrases in (("documents", find_phrases(posts, settings)), ("terms", ())):
        told = with_terms(posts, settings, phrases).select("post_id", TERMS).toPandas()
        terms = [list(each) for each in told.sort_values("post_id")[TERMS]]
        (folder / f"{name}.json").write_text(json.dumps(terms))
    if has_vectors:
        write_vectors(posts, folder)
    spark.stop()


def write_vectors(posts: DataFrame, folder: Path) -> None:
    """Vectors of meaning, as rows of `text_meanings` and as a matrix."""
    encoder = load_encoder(posts.sparkSession, str(encoder_folder("meaning")))
    made = encode(posts.select("text_hash", "text"), encoder)
    made.withColumns(
        {"post_date": F.lit(DAY).cast("date"), "encoder_version": F.lit(encoder.version)}
    ).write.mode("overwrite").parquet(str(folder / "meanings"))
    meanings = meanings_of(posts.sparkSession, folder)
    vectors = posts.join(meanings, "text_hash", how="inner").select("post_id", "vector").toPandas()
    np.save(folder / "vectors.npy", np.stack(vectors.sort_values("post_id").vector))


def meanings_of(spark: SparkSession, folder: Path) -> DataFrame:
    """Vectors of the texts, none where they were not made."""
    if (folder / "meanings").is_dir():
        return spark.read.parquet(str(folder / "meanings"))
    return spark.createDataFrame(
        [], "post_date date, text_hash string, encoder_version string, vector array<float>"
    )


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
