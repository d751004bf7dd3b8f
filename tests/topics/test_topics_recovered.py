"""Topics that are known: the sections of real news, and what the sample's posts are about."""

from statistics import fmean

import pytest
from pyspark.ml.functions import vector_to_array
from pyspark.sql import functions as F
from sklearn.metrics import normalized_mutual_info_score

from voxlake.sample.people import people
from voxlake.sample.posts import posts
from voxlake.sample.settings import SampleSettings
from voxlake.sample.texts import with_texts
from voxlake.text.wording import text_hash
from voxlake.topics.lda import DISTRIBUTION
from voxlake.topics.settings import TopicSettings
from voxlake.topics.topics import assign_topics, fit_topics
from voxlake.topics.word_counts import count_words

pytestmark = pytest.mark.whole

SAMPLE = SampleSettings(users=400)
SEEDS = (1, 2, 3)


def test_topics_of_news_agree_with_its_sections(spark, shared_data, measured):
    """The settings are the defaults: docs/decisions/topics-by-coherence.md says how chosen."""
    path = str(shared_data / "bbc_news" / "corpus.tsv.gz")
    news = spark.read.csv(path, sep="\t", quote="", schema="text string, part string, label string")
    news = news.withColumns(
        {
            "text_hash": text_hash(F.col("text")),
            "is_usable": F.lit(True),
            "is_repost": F.lit(False),
            "language": F.lit("en"),
        }
    )
    counted = count_words(news, TopicSettings(topics=5))

    found = {}
    for seed in SEEDS:
        fit = fit_topics(counted, TopicSettings(topics=5, seed=seed))
        rows = _topic_and_label(counted.documents, fit.model.stages[-1], news)
        found[seed] = (
            len(rows),
            normalized_mutual_info_score(*zip(*rows, strict=True)),
            fit.metrics["coherence_npmi"],
        )
    counted.documents.unpersist()

    mean = fmean(nmi for _, nmi, _ in found.values())
    lines = [
        f"{seed}  {posts}  {nmi:.3f}  {npmi:.3f}" for seed, (posts, nmi, npmi) in found.items()
    ]
    report = ["bbc_news, 5 topics: seed, posts, NMI, coherence", *lines, f"mean NMI {mean:.3f}"]
    measured("\n".join(report))
    assert all(posts == 2225 for posts, _, _ in found.values())
    assert mean >= 0.62


def _topic_and_label(documents, lda, news):
    """The most probable topic and the section of each post."""
    probabilities = vector_to_array(F.col(DISTRIBUTION))
    topic = F.expr("array_position(distribution, array_max(distribution))")
    inferred = lda.transform(documents).withColumn("distribution", probabilities)
    topics = inferred.select("text_hash", topic.alias("topic"))
    labelled = topics.join(news.select("text_hash", "label"), "text_hash", how="inner")
    return [(row["topic"], row["label"]) for row in labelled.collect()]


def test_planted_topics_are_found_again(spark, measured):
    planted = with_texts(posts(people(spark, SAMPLE), SAMPLE), SAMPLE)
    planted = planted.withColumns(
        {
            "text_hash": text_hash(F.col("text")),
            "post_date": F.to_date("posted_at"),
            "is_usable": F.lit(True),
            "is_repost": F.col("kind") == "repost",
        }
    ).persist()
    settings = TopicSettings(topics=8)

    fit = fit_topics(count_words(planted, settings), settings)
    assigned = assign_topics(planted, fit.model, "1")

    has_topic = (F.col("kind") != "copy") & (F.col("language") == "en")
    both = assigned.join(planted.where(has_topic), "post_id", how="inner")
    counts = both.groupBy("topic_id", "topic").count().collect()
    planted.unpersist()
    largest = {}
    for row in counts:
        largest[row["topic_id"]] = max(largest.get(row["topic_id"], 0), row["count"])
    total = sum(row["count"] for row in counts)
    purity = sum(largest.values()) / total
    measured(f"sample: purity of 8 topics over {total} posts {purity:.3f}")
    assert purity >= 0.8
