"""The moods that people of the sample have told are found from what they post."""

import pytest
from pyspark.sql import functions as F

from voxlake.language.encoder.embeddings import distinct_texts, encode, is_encodable, load_encoder
from voxlake.language.heads.emotion import score_emotion
from voxlake.language.heads.head import head_of
from voxlake.language.heads.plain import shipped_head
from voxlake.language.heads.scores import head_scores
from voxlake.people.mood.mood import posts_to_weigh
from voxlake.people.mood.settings import MoodSettings
from voxlake.people.mood.tuning import tune_mood
from voxlake.sample.people import people
from voxlake.sample.posts import posts as sample_posts
from voxlake.sample.settings import SampleSettings
from voxlake.sample.texts import with_texts
from voxlake.setup.encoder import encoder_folder
from voxlake.tables import POSTS, USERS
from voxlake.text.wording import encoder_text, text_hash

pytestmark = pytest.mark.whole

SAMPLE = SampleSettings(users=800, days=28, posts_per_user=90)


def as_table(planted):
    """The posts with the columns of `posts`."""
    text = F.col("text")
    return planted.select(
        "post_id",
        F.to_date("posted_at").alias("post_date"),
        F.concat(F.lit("u"), "user_no").alias("user_id"),
        "text",
        text_hash(text).alias("text_hash"),
        F.lit(True).alias("is_usable"),
        (F.col("kind") == "repost").alias("is_repost"),
        F.col("likes").alias("like_count"),
        F.col("replies").alias("reply_count"),
        F.col("reposts").alias("repost_count"),
        F.col("views").alias("view_count"),
    )


def test_eight_of_ten_told_moods_are_found_on_users_held_out(spark, frame, measured):
    persons = people(spark, SAMPLE).persist()
    told = persons.where("told_mood IS NOT NULL AND language = 'en'")
    planted = with_texts(sample_posts(persons, SAMPLE), SAMPLE)
    of_told = planted.join(told.select("user_no"), on="user_no", how="left_semi")
    posts = frame(POSTS).unionByName(as_table(of_told), allowMissingColumns=True).persist()
    encoder = load_encoder(spark, str(encoder_folder()))
    texts = posts.where(is_encodable()).withColumn("text", encoder_text(F.col("text")))
    vectors = encode(distinct_texts(texts), encoder)
    embeddings = (
        posts.select("post_date", "text_hash")
        .distinct()
        .join(vectors, on="text_hash", how="inner")
        .withColumn("encoder_version", F.lit(encoder.version))
    )
    version, numbers = shipped_head("emotion")
    scores = head_scores(posts, embeddings, head_of(spark, numbers), version)
    emotions = score_emotion(scores).persist()

    settings = MoodSettings()
    weighed = posts_to_weigh(posts, emotions, frame(USERS), SAMPLE.last_day, settings)
    labelled = told.select(
        F.concat(F.lit("u"), "user_no").alias("user_id"), F.col("told_mood").alias("mood")
    )
    tuned = tune_mood(labelled, weighed, settings)

    measured(
        f"moods told in the sample: accuracy {tuned.held_out.accuracy:.2f} on users held out, "
        f"{tuned.held_out.counts.sum()} users, {tuned.rule}"
    )
    measured(f"moods told and found: {tuned.held_out.counts.tolist()}")
    assert tuned.held_out.counts.sum() > 80
    assert tuned.held_out.accuracy >= 0.8
