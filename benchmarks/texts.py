"""Writes distinct real texts for other benchmarks: text_hash, text, and what the encoder is given.

    python benchmarks/texts.py OUT --texts 40000 [--titles] [--data ../shared/data]

Tweets (airline_tweets, semeval_sentiment), or titles of Reddit with `--titles`; made-up texts where
the data sets are not there. They are in the order of their hashes, so that fewer are the first.
Prints how many there are as JSON.
"""

from __future__ import annotations

import argparse
import json
from functools import reduce
from pathlib import Path

from figures import DATA, two_cores
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from voxlake.language.encoder.embeddings import encoder_input
from voxlake.sample.people import people
from voxlake.sample.posts import posts as sample_posts
from voxlake.sample.settings import SampleSettings
from voxlake.sample.texts import with_texts
from voxlake.text.clean import clean_text
from voxlake.text.wording import encoder_text, text_hash

CSV = {"header": True, "multiLine": True, "escape": '"'}
TSV = {"header": True, "sep": "\t", "quote": ""}
TWEETS = (
    ("airline_tweets/tweets.csv.gz", CSV, "text"),
    ("semeval_sentiment/train.tsv.gz", TSV, "text"),
)
TITLES = (("reddit_top/*.csv.gz", CSV, "title"),)


def main() -> None:
    """Write them as Parquet and print how many they are."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--texts", type=int, default=40_000)
    parser.add_argument("--titles", action="store_true")
    parser.add_argument("--data", type=Path, default=DATA)
    asked = parser.parse_args()
    spark = two_cores()
    texts = distinct_texts(spark, asked.data, TITLES if asked.titles else TWEETS)
    given = encoder_input(encoder_text(F.col("text")))
    kept = texts.orderBy("text_hash").limit(asked.texts).withColumn("input", given)
    kept.write.parquet(str(asked.out))
    print(json.dumps({"texts": spark.read.parquet(str(asked.out)).count()}))
    spark.stop()


def distinct_texts(spark: SparkSession, data: Path, sets: tuple) -> DataFrame:
    """Texts that are distinct for the encoder: text_hash, text."""
    found = [
        spark.read.options(**options).csv(str(data / path)).select(F.col(column).alias("text"))
        for path, options, column in sets
        if any(data.glob(path))
    ]
    rows = reduce(DataFrame.unionByName, found) if found else sample_texts(spark)
    cleaned = rows.select(clean_text(F.col("text")).alias("text"))
    hashed = cleaned.select(text_hash(F.col("text")).alias("text_hash"), "text")
    return (
        hashed.where("text_hash IS NOT NULL").groupBy("text_hash").agg(F.min("text").alias("text"))
    )


def sample_texts(spark: SparkSession) -> DataFrame:
    """Texts of a made-up network."""
    settings = SampleSettings()
    return with_texts(sample_posts(people(spark, settings), settings), settings).select("text")


if __name__ == "__main__":
    main()
