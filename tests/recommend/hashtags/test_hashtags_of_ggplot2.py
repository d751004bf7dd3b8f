"""Hashtags of real tweets: those of the last fifth of the time are found by what was before."""

import hashlib

import numpy as np
import pandas as pd
import pytest
from pyspark.sql import functions as F

from voxlake.core.cache import cache_dir
from voxlake.language.encoder.embeddings import encode, load_encoder
from voxlake.recommend.hashtags.counting import (
    hashtag_counts,
    hashtag_pairs,
    hashtag_texts,
    hashtag_uses,
)
from voxlake.recommend.hashtags.index import HashtagIndex, rows_of
from voxlake.recommend.hashtags.posts import hashtag_posts
from voxlake.recommend.hashtags.settings import HashtagTableSettings, SuggestSettings
from voxlake.recommend.hashtags.suggest import beside_given, nearest, together, without_hashtags
from voxlake.tables import POSTS
from voxlake.text.clean import clean_text, hashtags
from voxlake.text.wording import encoder_text, text_hash

pytestmark = pytest.mark.whole

COLLECTED_BY = "ggplot2"
"""All tweets have it, since they were collected by it: to find it again shows nothing."""
SETTINGS = SuggestSettings()
TABLES = HashtagTableSettings()


@pytest.fixture(scope="module")
def tweets(spark, frame, shared_data):
    """All of them, as rows of `posts`."""
    read = pd.read_csv(
        shared_data / "ggplot2_tweets" / "tweets.csv.gz", dtype=str, keep_default_na=False
    )
    read = read[read["text"] != "NA"].drop_duplicates("status_id")
    written = spark.createDataFrame(read[["status_id", "user_id", "created_at", "text"]])
    told = written.select(
        F.col("status_id").alias("post_id"),
        F.col("user_id"),
        F.to_timestamp("created_at").alias("posted_at"),
        F.to_date("created_at").alias("post_date"),
        clean_text(F.col("text")).alias("text"),
        F.lit(True).alias("is_usable"),
    ).withColumns({"hashtags": hashtags(F.col("text")), "text_hash": text_hash(F.col("text"))})
    return frame(POSTS).unionByName(told, allowMissingColumns=True).cache()


@pytest.fixture(scope="module")
def posts(tweets):
    """Those that count, with their text."""
    counted = hashtag_posts(tweets, TABLES.post_hashtags)
    return counted.join(tweets.select("post_id", "posted_at", "text"), on="post_id").cache()


@pytest.fixture(scope="module")
def held_out(posts):
    """When the last fifth of the time begins."""
    times = posts.agg(F.min("posted_at").alias("first"), F.max("posted_at").alias("last"))
    first, last = times.collect()[0]
    return first + (last - first) * 0.8


@pytest.fixture(scope="module")
def encoder(spark):
    return load_encoder(spark, str(cache_dir() / "models" / "meaning"))


def vectors_of(texts, encoder):
    """The vector of each text that has one, by text; `texts` has a column of that name."""
    named = texts.select(encoder_text(F.col("text")).alias("text")).where("text IS NOT NULL")
    keyed = named.distinct().withColumn("text_hash", F.sha2("text", 256))
    return {row.text_hash: row.vector for row in encode(keyed, encoder).toLocalIterator()}


@pytest.fixture(scope="module")
def index(posts, held_out, encoder):
    before = posts.where(F.col("posted_at") <= F.lit(held_out))
    uses = hashtag_uses(before)
    counts = hashtag_counts(uses, before.count(), TABLES.max_hashtags).cache()
    last = before.agg(F.max("post_date")).collect()[0][0]
    texts = hashtag_texts(before, last, TABLES.max_texts).toPandas()
    vectors = vectors_of(before, encoder)
    return HashtagIndex.of(
        counts.toPandas(),
        hashtag_pairs(before, counts, last, TABLES).toPandas(),
        texts.assign(vector=texts.text_hash.map(vectors)),
        encoder.version,
    )


@pytest.fixture(scope="module")
def cases(posts, held_out):
    """Each hashtag of each later post, with the others, and the text without any."""
    later = posts.where(F.col("posted_at") > F.lit(held_out)).orderBy("post_id").toPandas()
    later["words"] = later.text.map(without_hashtags)
    each = later.assign(hidden=later.hashtags).explode("hidden", ignore_index=True)
    return each[each.hidden != COLLECTED_BY].reset_index(drop=True)


def hits(scores, cases, index, most=5):
    """Of each case whether the hidden hashtag is among the first that the text has not."""
    given = [
        [tag for tag in tags if tag != hidden]
        for tags, hidden in zip(cases.hashtags, cases.hidden, strict=True)
    ]
    left = np.where(rows_of(given, index.place).toarray() > 0, -1.0, np.round(scores, 9))
    first = np.argsort(-left, axis=1, kind="stable")[:, :most]
    hidden = np.array([index.place.get(tag, -1) for tag in cases.hidden])
    return (first == hidden[:, None]).any(axis=1), rows_of(given, index.place)


@pytest.fixture(scope="module")
def vectors(spark, index, cases, encoder):
    """That of the text of each case, without hashtags; of no text zeros."""
    words = cases[["words"]].drop_duplicates().set_axis(["text"], axis=1)
    found = vectors_of(spark.createDataFrame(words), encoder)
    read = [" ".join(text.lower().split()) for text in cases.words]
    keys = [hashlib.sha256(text.encode()).hexdigest() for text in read]
    return np.array([found.get(key, np.zeros(index.vectors.shape[1])) for key in keys], float)


@pytest.fixture(scope="module")
def most_used(tweets, held_out, index):
    """How many tweets before had each hashtag, those of robots and copies too."""
    before = tweets.where(F.col("posted_at") <= F.lit(held_out))
    each = before.select(F.explode("hashtags").alias("hashtag"))
    counts = {row["hashtag"]: row["count"] for row in each.groupBy("hashtag").count().collect()}
    used = np.array([counts.get(tag, 0) for tag in index.hashtags], float)
    return used / used.max()


def test_hidden_hashtags_are_found_half_as_often_again_as_by_those_most_used(
    index, cases, vectors, most_used, measured
):
    by_use, given = hits(np.tile(most_used, (len(cases), 1)), cases, index)
    by_wording, _ = hits(np.tile(index.shares, (len(cases), 1)), cases, index)
    beside = beside_given(given, index, SETTINGS.smoothing)
    near = nearest(vectors, index, SETTINGS.neighbours)

    found, _ = hits(together(beside, near, SETTINGS.beside), cases, index)

    alone = [hits(scores, cases, index)[0].mean() for scores in (beside, near)]
    unseen = np.mean([tag not in index.place for tag in cases.hidden])
    measured(
        f"ggplot2 hashtags, {len(cases):,} hidden of the last fifth: hit@5 {found.mean():.3f}; "
        f"most used {by_use.mean():.3f}, of different wordings {by_wording.mean():.3f}; "
        f"beside alone {alone[0]:.3f}, near alone {alone[1]:.3f}; never used before {unseen:.3f}"
    )
    assert found.mean() >= 1.5 * by_use.mean()
    assert found.mean() >= 1.15 * by_wording.mean()
    assert found.mean() > max(alone)
