"""The planted segments: hidden from K-means over raw features, found by the pipeline's own."""

import numpy as np
import pytest
from purchases import purchase_lines_of
from pyspark.sql import functions as F
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from voxlake.people.features.build import build_user_features
from voxlake.people.features.settings import FeatureSettings
from voxlake.people.segments.fit import fit_segments
from voxlake.people.segments.model import assign_segments
from voxlake.people.segments.settings import SegmentSettings
from voxlake.sample.draws import Draws
from voxlake.sample.follows import follows
from voxlake.sample.people import country, people
from voxlake.sample.posts import posts
from voxlake.sample.purchases import order_lines
from voxlake.sample.records import events
from voxlake.sample.segments import SEGMENTS, TOPICS
from voxlake.sample.settings import SampleSettings
from voxlake.tables import FOLLOWS, USER_FEATURES
from voxlake.tables.columns import SENTIMENTS

pytestmark = pytest.mark.whole

SAMPLE = SampleSettings()
# The pipeline's models are wrong at times: so often are topics and sentiments here.
WRONG_TOPICS, WRONG_SENTIMENTS = 0.2, 0.3
DRAWS = Draws(SAMPLE.seed, ("post_id",))


def user_id():
    return F.concat(F.lit("u"), "user_no").alias("user_id")


def as_table(planted):
    """The planted posts with the columns of posts, post_sentiment and post_topics."""
    any_label = DRAWS.pick(F.array(*[F.lit(name) for name in SENTIMENTS]), "any label")
    any_topic = DRAWS.whole(len(TOPICS), "any topic")
    is_wrong_label = DRAWS.happens(WRONG_SENTIMENTS, "wrong label")
    is_wrong_topic = DRAWS.happens(WRONG_TOPICS, "wrong topic")
    shares = [F.when(F.col("found") == i, 0.72).otherwise(0.04) for i in range(len(TOPICS))]
    labelled = planted.where("kind <> 'copy'").withColumns(
        {
            "label": F.when(is_wrong_label, any_label).otherwise(F.col("sentiment")),
            "found": F.when(is_wrong_topic, any_topic).otherwise(F.col("topic")),
        }
    )
    return labelled.select(
        "post_id",
        user_id(),
        F.lit("sample").alias("source"),
        "posted_at",
        F.to_date("posted_at").alias("post_date"),
        F.col("posted_at").alias("updated_at"),
        F.lit(True).alias("is_usable"),
        (F.col("kind") == "repost").alias("is_repost"),
        F.when(F.col("kind") == "reply", F.col("target_id")).alias("reply_to_post_id"),
        F.col("likes").alias("like_count"),
        F.col("replies").alias("reply_count"),
        F.col("reposts").alias("repost_count"),
        F.col("views").alias("view_count"),
        F.lit(None).cast("array<string>").alias("hashtags"),
        "label",
        F.expr("CASE label WHEN 'negative' THEN -0.6 WHEN 'positive' THEN 0.6 ELSE 0D END").alias(
            "score"
        ),
        F.array(*shares).alias("distribution"),
        F.lit("1").alias("model_version"),
    )


def profiles(persons):
    edges = follows(persons, SAMPLE).groupBy(F.col("followed_no").alias("user_no"))
    counted = edges.agg(F.count("*").alias("follower_count"))
    return persons.join(counted, "user_no", how="left").select(
        user_id(),
        country(SAMPLE).alias("country"),
        F.lit("en").alias("language"),
        "follower_count",
        F.col("joined_at").alias("account_created_at"),
        F.col("joined_at").alias("updated_at"),
    )


def logged(persons, posted):
    return events(persons, posted, SAMPLE).select(
        F.col("id").alias("event_id"),
        F.col("day").alias("event_date"),
        F.col("user").alias("user_id"),
        F.col("type").alias("event_type"),
        F.col("whom").alias("target_user_id"),
        F.col("post").alias("target_post_id"),
    )


@pytest.fixture(scope="module")
def persons(spark):
    yield (found := people(spark, SAMPLE).persist())
    found.unpersist()


@pytest.fixture(scope="module")
def features(persons):
    made = posts(persons, SAMPLE).persist()
    posted = as_table(made).persist()
    none = {t: persons.sparkSession.createDataFrame([], t.schema) for t in (FOLLOWS, USER_FEATURES)}
    built = build_user_features(
        posts=posted,
        sentiment=posted,
        topics=posted,
        lines=purchase_lines_of(order_lines(persons.where("is_buyer"), SAMPLE)),
        users=profiles(persons),
        events=logged(persons, made),
        follows=none[FOLLOWS],
        earlier=none[USER_FEATURES],
        topic_version="1",
        as_of=SAMPLE.last_day,
        settings=FeatureSettings(),
        zone="UTC",
    ).persist()
    assert built.count() > 0.95 * SAMPLE.users
    yield built
    made.unpersist()
    posted.unpersist()
    built.unpersist()


@pytest.fixture(scope="module")
def planted(persons):
    return {row.user_id: row.name for row in persons.select(user_id(), "name").collect()}


def test_raw_features_hide_the_segments(features, planted):
    rows = features.toPandas()
    topics = np.array([np.zeros(len(TOPICS)) if t is None else t for t in rows.topic_shares])
    numbers = rows.select_dtypes("number").fillna(0).to_numpy()

    found = KMeans(len(SEGMENTS), n_init=10, random_state=1).fit_predict(
        np.hstack([numbers, topics])
    )

    assert adjusted_rand_score([planted[user] for user in rows.user_id], found) < 0.4


def test_the_planted_segments_are_found_again(features, planted, measured):
    settings = SegmentSettings(methods=["kmeans"], finalists=1, bootstraps=1)
    fit = fit_segments(features, settings)
    assigned = assign_segments(features, fit.model, "1").select("user_id", "segment_id").collect()

    score = adjusted_rand_score(
        [planted[row.user_id] for row in assigned], [row.segment_id for row in assigned]
    )
    measured(f"sample: {fit.chosen.name} segments, adjusted Rand {score:.3f}")
    assert score >= 0.6
