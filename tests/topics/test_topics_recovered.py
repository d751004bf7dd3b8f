"""Topics that are known: the sections of real news, and what the sample's posts are about."""

from datetime import date
from statistics import fmean

import pytest
from pyspark.sql import Window
from pyspark.sql import functions as F
from sklearn.metrics import normalized_mutual_info_score

from voxlake.sample.people import people
from voxlake.sample.posts import posts
from voxlake.sample.settings import SampleSettings
from voxlake.sample.texts import with_texts
from voxlake.tables import TEXT_MEANINGS
from voxlake.text.wording import text_hash
from voxlake.topics.assign import assign_topics
from voxlake.topics.settings import TopicSettings
from voxlake.topics.texts import UNREAD, draw_sample
from voxlake.topics.topics import fit_topics

pytestmark = pytest.mark.whole

SAMPLE = SampleSettings(users=400)
SEEDS = (1, 2, 3)


def test_topics_of_news_agree_with_its_sections(spark, frame, shared_data, measured):
    """By LDA from one start each, with the defaults else."""
    path = str(shared_data / "bbc_news" / "corpus.tsv.gz")
    news = spark.read.csv(path, sep="\t", quote="", schema="text string, part string, label string")
    in_order = Window.orderBy("text", "label", "part")
    news = news.withColumns(
        {
            "post_id": F.row_number().over(in_order).cast("string"),  # some articles stand twice
            "post_date": F.lit(date(2024, 1, 1)),
            "text_hash": text_hash(F.col("text")),
            "is_usable": F.lit(True),
            "is_repost": F.lit(False),
            "language": F.lit("en"),
            UNREAD: F.lit(None).cast("string"),
        }
    )

    found = {}
    for seed in SEEDS:
        settings = TopicSettings(method="lda", topics=5, seed=seed, restarts=1)
        sample = draw_sample(news, None, None, 2225, settings)
        fit = fit_topics(news, [sample], settings)
        assigned = assign_topics(news, frame(TEXT_MEANINGS), fit.model, "1", settings)
        rows = assigned.join(news, "post_id").select("topic_id", "label").collect()
        found[seed] = (
            len(rows),
            normalized_mutual_info_score(*zip(*rows, strict=True)),
            fit.metrics["coherence_npmi"],
        )

    mean = fmean(nmi for _, nmi, _ in found.values())
    lines = [
        f"{seed}  {posts}  {nmi:.3f}  {npmi:.3f}" for seed, (posts, nmi, npmi) in found.items()
    ]
    report = ["bbc_news, 5 topics: seed, posts, NMI, coherence", *lines, f"mean NMI {mean:.3f}"]
    measured("\n".join(report))
    assert all(posts == 2225 for posts, _, _ in found.values())
    assert mean >= 0.62


def test_planted_topics_are_found_again(spark, frame, measured):
    planted = with_texts(posts(people(spark, SAMPLE), SAMPLE), SAMPLE)
    planted = planted.withColumns(
        {
            "text_hash": text_hash(F.col("text")),
            "post_date": F.to_date("posted_at"),
            "is_usable": F.lit(True),
            "is_repost": F.col("kind") == "repost",
            UNREAD: F.lit(None).cast("string"),
        }
    ).persist()
    settings = TopicSettings(method="lda", topics=8)

    sample = draw_sample(planted, None, None, 1, settings)
    fit = fit_topics(planted, [sample], settings)
    assigned = assign_topics(planted, frame(TEXT_MEANINGS), fit.model, "1", settings)

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
