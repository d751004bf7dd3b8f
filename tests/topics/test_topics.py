import hashlib
from statistics import fmean

import numpy as np
import pytest
from pyspark.ml import PipelineModel
from pyspark.sql import functions as F
from pyspark.testing import assertDataFrameEqual

from voxlake.core.errors import TooLittleDataError
from voxlake.tables import POST_TOPICS, POSTS
from voxlake.topics.settings import TopicSettings
from voxlake.topics.terms import Term, Topic
from voxlake.topics.topics import assign_topics, fit_topics
from voxlake.topics.word_counts import count_words

SMALL = TopicSettings(
    topics=2,
    restarts=1,
    iterations=8,
    learning_offset=2,
    min_documents=2,
    leading_terms=10,
    partitions=2,
)
THEMES = (
    ["boat", "sail", "wind", "wave", "harbour", "anchor", "mast", "captain", "crew", "tide"],
    ["bread", "flour", "oven", "yeast", "dough", "crust", "baker", "butter", "sugar", "salt"],
    ["guitar", "drum", "song", "concert", "singer", "melody", "album", "chord", "stage", "band"],
)


def post(number, text, **columns):
    digest = hashlib.sha256(text.lower().encode()).hexdigest() if text else None
    defaults = {"post_id": f"p{number:03}", "is_usable": True, "is_repost": False}
    return {**defaults, "text": text, "text_hash": digest, **columns}


def themed(themes=2, texts=60, words=8):
    """Posts of one theme each: number i is of theme i modulo themes."""
    draw = np.random.default_rng(3)
    return [
        post(i, " ".join(draw.choice(THEMES[i % themes], words)).capitalize()) for i in range(texts)
    ]


@pytest.fixture(scope="module")
def themed_posts(spark):
    rows = [tuple(row.get(name) for name in POSTS.column_names) for row in themed()]
    return spark.createDataFrame(rows, POSTS.schema).withColumn(
        "post_date", F.to_date(F.lit("2024-01-01"))
    )


def fitted_to(posts, settings):
    return fit_topics(count_words(posts, settings), settings)


@pytest.fixture(scope="module")
def fitted(themed_posts):
    return fitted_to(themed_posts, SMALL)


def assigned(posts, model):
    return {row["post_id"]: row for row in assign_topics(posts, model, "1").collect()}


def test_posts_of_a_theme_share_a_topic_of_its_words(themed_posts, fitted):
    rows = assigned(themed_posts, fitted.model)

    topics = [rows[f"p{i:03}"]["topic_id"] for i in range(60)]
    assert {topics[0], topics[1]} == {0, 1}
    assert topics == topics[:2] * 30
    stated = [{t.term for t in fitted.topics[topic].terms} for topic in topics[:2]]
    assert stated == [set(THEMES[0]), set(THEMES[1])]


def test_a_row_holds_the_distribution_and_its_peak(themed_posts, fitted):
    rows = assign_topics(themed_posts, fitted.model, "7")

    assert rows.schema.names == list(POST_TOPICS.column_names)
    for row in rows.collect():
        assert sum(row["distribution"]) == pytest.approx(1)
        assert row["probability"] == max(row["distribution"])
        assert row["distribution"][row["topic_id"]] == row["probability"]
        assert row["model_version"] == "7"


def test_topics_of_a_post_depend_on_its_text_alone(frame, themed_posts, fitted):
    together = assigned(themed_posts, fitted.model)
    shuffled = assigned(themed_posts.orderBy(F.desc("text_hash")).repartition(5), fitted.model)
    alone = assigned(themed_posts.where("post_id = 'p017'"), fitted.model)
    again = assigned(frame(POSTS, post(999, themed()[17]["text"])), fitted.model)

    assert shuffled == together
    assert alone["p017"] == together["p017"]
    assert again["p999"]["distribution"] == together["p017"]["distribution"]


def test_a_fit_depends_on_the_texts_alone(themed_posts, fitted):
    copies = themed_posts.where("post_id < 'p030'").withColumn("post_id", F.lit("copy"))
    reposts = themed_posts.withColumn("text_hash", F.lit("h")).withColumn("is_repost", F.lit(True))
    unusable = themed_posts.withColumn("text_hash", F.lit("u")).withColumn(
        "is_usable", F.lit(False)
    )
    other = copies.unionByName(reposts).unionByName(unusable).unionByName(themed_posts)

    again = fitted_to(other.repartition(7, "user_id", "text"), SMALL)

    assert [t.title for t in again.topics] == [t.title for t in fitted.topics]
    assert again.metrics == pytest.approx(fitted.metrics)
    lda, same = fitted.model.stages[-1], again.model.stages[-1]
    np.testing.assert_allclose(same.topicsMatrix().toArray(), lda.topicsMatrix().toArray(), 1e-9)


def test_leading_terms_are_those_that_spark_describes(fitted):
    lda, vocabulary = fitted.model.stages[-1], fitted.model.stages[-2].vocabulary

    described = lda.describeTopics(SMALL.leading_terms).orderBy("topic").collect()

    for topic, row in zip(fitted.topics, described, strict=True):
        assert [term.stem for term in topic.terms] == [vocabulary[i] for i in row.termIndices]
        assert [term.weight for term in topic.terms] == pytest.approx(row.termWeights)


def test_another_seed_starts_elsewhere(themed_posts, fitted):
    other = fitted_to(themed_posts, SMALL.model_copy(update={"seed": 8}))

    lda = fitted.model.stages[-1].topicsMatrix().toArray()
    assert not np.allclose(other.model.stages[-1].topicsMatrix().toArray(), lda)


def test_posts_without_a_known_word_or_unusable_get_no_row(frame, fitted):
    posts = frame(
        POSTS,
        post(1, "Sail the boat"),
        post(2, "Xylophone!"),
        post(3, "@boat https://boat.example.org"),
        post(4, None),
        post(5, "Sail the boat", is_usable=False),
        post(6, "Reposted: bread", is_repost=True),
    )

    assert set(assigned(posts, fitted.model)) == {"p001", "p006"}


def test_a_stem_is_shown_as_its_most_frequent_form(frame):
    texts = [
        "Sails #sailing sails",
        "sailing sails",
        "sailed dough",
        "doughs dough",
        "bread dough",
        "flour",
    ]

    fit = fitted_to(frame(POSTS, *[post(i, text) for i, text in enumerate(texts)]), SMALL)

    shown = {term.stem: term.term for topic in fit.topics for term in topic.terms}
    assert shown == {"sail": "sails", "dough": "dough"}


def test_weights_and_metrics_describe_the_fit(fitted):
    assert sum(topic.weight for topic in fitted.topics) == pytest.approx(1)
    assert all(0.4 < topic.weight < 0.6 for topic in fitted.topics)
    assert fitted.metrics["documents"] == 60
    assert fitted.metrics["vocabulary"] == 20
    assert fitted.metrics["coherence_umass"] == fmean(t.coherence for t in fitted.topics)
    for topic in fitted.topics:
        assert set(topic.title.split(", ")) <= {term.term for term in topic.terms}
        assert all(term.lift <= 1 / topic.weight + 1e-9 for term in topic.terms)


def test_a_title_passes_over_frequent_words_that_tell_nothing():
    terms = [Term("much", "much", 0.05, 1.0)]
    terms += [Term(word, word, 0.04, 3.0) for word in ("parcel", "courier", "doorstep", "stamp")]

    assert Topic(0, 0.5, -1.0, terms).title == "parcel, courier, doorstep, stamp"


def test_the_number_of_topics_is_chosen_by_coherence(frame):
    settings = SMALL.model_copy(update={"topics": (2, 3), "restarts": 2})

    fit = fitted_to(frame(POSTS, *themed(themes=3, texts=90)), settings)

    assert len(fit.topics) == 3


def test_too_few_texts_are_an_error_that_says_so(frame):
    copies = [post(i, "The same boat sails") for i in range(9)]

    with pytest.raises(TooLittleDataError, match=r"at least 2 different texts .* hold 1\."):
        fitted_to(frame(POSTS, *copies), SMALL)


def test_too_few_words_are_an_error_that_says_so(frame):
    posts = [post(i, f"word{chr(97 + i)}") for i in range(9)]

    with pytest.raises(
        TooLittleDataError, match=r"0 words stand in 2 texts .* topics\.min_documents"
    ):
        fitted_to(frame(POSTS, *posts), SMALL)


def test_no_posts_give_no_rows_and_no_fit(frame, fitted):
    assert assigned(frame(POSTS), fitted.model) == {}
    with pytest.raises(TooLittleDataError, match=r"hold 0\."):
        fitted_to(frame(POSTS), SMALL)


def test_a_saved_model_assigns_the_same(themed_posts, fitted, tmp_path):
    fitted.model.save(str(tmp_path / "model"))
    loaded = PipelineModel.load(str(tmp_path / "model"))

    assertDataFrameEqual(
        assign_topics(themed_posts, loaded, "1"), assign_topics(themed_posts, fitted.model, "1")
    )
