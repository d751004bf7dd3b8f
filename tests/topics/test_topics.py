import hashlib
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from pyspark.ml.feature import CountVectorizerModel
from pyspark.ml.functions import vector_to_array
from pyspark.sql import functions as F

from voxlake.core.errors import TooLittleDataError
from voxlake.tables import POST_TOPICS, POSTS, TEXT_MEANINGS
from voxlake.topics.assign import assign_topics
from voxlake.topics.fit.counting import count_terms, places_of
from voxlake.topics.fit.nmf import Factors
from voxlake.topics.lda import most_coherent_fit
from voxlake.topics.model import Part, TopicModel
from voxlake.topics.settings import TopicSettings
from voxlake.topics.terms import Term, Topic, describe_topics
from voxlake.topics.texts import UNREAD, Sample, draw_sample
from voxlake.topics.topics import draw_samples, fit_topics
from voxlake.topics.word_counts import count_words
from voxlake.topics.words.terms import TERMS, with_terms

DAY = date(2024, 1, 1)
SMALL = TopicSettings(
    topics=2,
    restarts=1,
    iterations=8,
    learning_offset=2,
    min_documents=2,
    leading_terms=10,
    partitions=2,
    min_language_texts=20,
    language_topics=2,
)
METHODS = ("embeddings", "nmf", "lda")
THEMES = (
    ["boat", "sail", "wind", "wave", "harbour", "anchor", "mast", "captain", "crew", "tide"],
    ["bread", "flour", "oven", "yeast", "dough", "crust", "baker", "butter", "sugar", "salt"],
    ["guitar", "drum", "song", "concert", "singer", "melody", "album", "chord", "stage", "band"],
)


def by(method, **changes):
    return SMALL.model_copy(update={"method": method, **changes})


def hash_of(text):
    return hashlib.sha256(text.lower().encode()).hexdigest()


def post(number, text, **columns):
    defaults = {"post_id": f"p{number:03}", "post_date": DAY, "is_usable": True, "is_repost": False}
    return {**defaults, "text": text, "text_hash": text and hash_of(text), **columns}


def themed(themes=2, texts=60, words=8, first=0):
    """Posts of one theme each: number i is of theme i modulo themes."""
    draw = np.random.default_rng(3)
    return [
        post(first + i, " ".join(draw.choice(THEMES[i % themes], words)).capitalize())
        for i in range(texts)
    ]


def vector_of(text, version="v1"):
    """A row of text_meanings: near the direction of the theme of the text's words, or none."""
    told = [sum(word in text.lower().split() for word in theme) for theme in THEMES]
    off = int(hash_of(text)[:4], 16) / 65536
    return {
        "post_date": DAY,
        "text_hash": hash_of(text),
        "encoder_version": version,
        "vector": [*map(float, told), off] if any(told) else [-1.0, -1.0, -1.0, off],
    }


@pytest.fixture(scope="module")
def frames(spark):
    """Posts and the vectors of their texts, as jobs hand them over."""

    def make(*posts, unread=None, is_encoded=True):
        rows = [tuple(p.get(name) for name in POSTS.column_names) for p in posts]
        frame = spark.createDataFrame(rows, POSTS.schema).withColumn(
            UNREAD, F.lit(unread).cast("string")
        )
        texts = {p["text"] for p in posts if p["text"] and is_encoded}
        meanings = [tuple(vector_of(t)[n] for n in TEXT_MEANINGS.column_names) for t in texts]
        return frame, spark.createDataFrame(meanings, TEXT_MEANINGS.schema)

    return make


@pytest.fixture(scope="module")
def english(frames):
    posts, meanings = frames(*themed())
    return posts.persist(), meanings.persist()


def fitted_to(posts, meanings, settings):
    return fit_topics(posts, draw_samples(posts, meanings, settings), settings)


@pytest.fixture(scope="module")
def fits(english):
    return {method: fitted_to(*english, by(method)) for method in METHODS}


def assigned(posts, meanings, model):
    rows = assign_topics(posts, meanings, model, "1", SMALL).collect()
    return {row["post_id"]: row for row in rows}


@pytest.mark.parametrize("method", METHODS)
def test_posts_of_a_theme_share_a_topic_of_its_words(english, fits, method):
    fit = fits[method]
    rows = assigned(*english, fit.model)

    topics = [rows[f"p{i:03}"]["topic_id"] for i in range(60)]
    assert {topics[0], topics[1]} == {0, 1}
    assert topics == topics[:2] * 30
    stated = [{t.term for t in fit.topics[topic].terms} for topic in topics[:2]]
    assert stated == [set(THEMES[0]), set(THEMES[1])]
    assert [(t.method, t.language, t.is_guided) for t in fit.topics] == [(method, None, False)] * 2


def test_a_row_holds_the_distribution_and_its_peak(english, fits):
    rows = assign_topics(*english, fits["embeddings"].model, "7", SMALL)

    assert rows.schema.names == list(POST_TOPICS.column_names)
    for row in rows.collect():
        assert sum(row["distribution"]) == pytest.approx(1)
        assert row["probability"] == max(row["distribution"])
        assert row["distribution"][row["topic_id"]] == row["probability"]
        assert row["model_version"] == "7"
        assert isinstance(row["is_clear"], bool)


def test_topics_of_a_post_depend_on_its_text_alone(frames, english, fits):
    posts, meanings = english
    model = fits["embeddings"].model
    together = assigned(posts, meanings, model)
    shuffled = assigned(posts.orderBy(F.desc("text_hash")).repartition(5), meanings, model)
    again = assigned(*frames(post(999, themed()[17]["text"])), model)

    assert shuffled == together
    assert again["p999"]["distribution"] == together["p017"]["distribution"]


@pytest.mark.parametrize("method", ["embeddings", "lda"])
def test_a_fit_depends_on_the_texts_alone(english, fits, method):
    posts, meanings = english
    copies = posts.where("post_id < 'p030'").withColumn("post_id", F.lit("copy"))
    reposts = posts.withColumn("text_hash", F.lit("h")).withColumn("is_repost", F.lit(True))
    unusable = posts.withColumn("text_hash", F.lit("u")).withColumn("is_usable", F.lit(False))
    other = copies.unionByName(reposts).unionByName(unusable).unionByName(posts)

    later = meanings.withColumn("post_date", F.date_add("post_date", 1))
    again = fitted_to(
        other.repartition(7, "user_id", "text"), meanings.unionByName(later), by(method)
    )

    assert [t.title for t in again.topics] == [t.title for t in fits[method].topics]
    assert again.metrics == pytest.approx(fits[method].metrics)
    assert again.model.numbers() == fits[method].model.numbers()


def test_lda_reads_posts_as_spark_does(english, fits):
    posts, meanings = english
    settings = by("lda")
    counted = count_words(posts, settings)
    lda = most_coherent_fit(counted, settings).model
    counter = CountVectorizerModel.from_vocabulary(
        list(counted.vocabulary), inputCol=TERMS, outputCol=lda.getFeaturesCol()
    )
    inferred = lda.transform(counter.transform(with_terms(posts, settings)))
    distribution = vector_to_array(F.col(lda.getTopicDistributionCol())).alias("spark")
    spark = {
        row["post_id"]: row["spark"] for row in inferred.select("post_id", distribution).collect()
    }
    counted.documents.unpersist()

    ours = assigned(posts, meanings, fits["lda"].model)

    order = np.argsort(-lda.topicsMatrix().toArray().sum(axis=0))
    for post_id, row in ours.items():
        assert row["distribution"] == pytest.approx(np.array(spark[post_id])[order], abs=2e-3)


def test_a_sample_is_of_the_same_texts_each_time_and_no_more_than_the_driver_may_hold(english):
    posts, meanings = english
    few = by("embeddings", sample_texts=20)

    one = draw_sample(posts, meanings, None, 60, few)
    other = draw_sample(posts.repartition(3), meanings, None, 60, few)

    assert 10 <= len(one.hashes) <= 30
    assert one.hashes == sorted(one.hashes) == other.hashes
    assert np.array_equal(one.vectors, other.vectors)
    assert fit_topics(posts, [one], few).metrics["documents"] == 60


def test_languages_that_no_model_reads_have_topics_of_their_own(frames, english, fits):
    posts, meanings = english
    foreign, _ = frames(*themed(texts=30, first=100), unread="de", is_encoded=False)
    rare, _ = frames(*themed(texts=10, first=200), unread="fr", is_encoded=False)
    both = posts.unionByName(foreign).unionByName(rare)

    fit = fitted_to(both, meanings, by("embeddings"))
    rows = assigned(both, meanings, fit.model)

    assert [(t.topic_id, t.method, t.language) for t in fit.topics] == [
        (0, "embeddings", None),
        (1, "embeddings", None),
        (2, "nmf", "de"),
        (3, "nmf", "de"),
    ]
    assert sum(topic.weight for topic in fit.topics) == pytest.approx(1)
    assert {rows[f"p{i:03}"]["topic_id"] for i in range(60)} == {0, 1}
    assert {rows[f"p{i}"]["topic_id"] for i in range(100, 130)} == {2, 3}
    assert not any(f"p{i}" in rows for i in range(200, 210))
    assert all(len(row["distribution"]) == 4 for row in rows.values())
    assert fit.model.parts[0].numbers() == fits["embeddings"].model.parts[0].numbers()


def test_only_foreign_posts_give_only_their_topics(frames):
    posts, meanings = frames(*themed(texts=30), unread="de", is_encoded=False)

    fit = fitted_to(posts, meanings, by("embeddings"))

    assert {t.language for t in fit.topics} == {"de"}


def test_vectors_of_another_encoder_are_not_read(english, fits):
    posts, meanings = english
    other = meanings.withColumn("encoder_version", F.lit("v0"))

    assert assigned(posts, other, fits["embeddings"].model) == {}
    assert len(assigned(posts, other.unionByName(meanings), fits["embeddings"].model)) == 60


def test_posts_without_a_known_word_or_unusable_get_no_row(frames, fits):
    posts, meanings = frames(
        post(1, "Sail the boat"),
        post(2, "Xylophone!"),
        post(3, "@boat https://boat.example.org"),
        post(4, None),
        post(5, "Sail the boat", is_usable=False),
        post(6, "Reposted: bread", is_repost=True),
        post(7, "boat " * 100_000),
        post(8, "\N{SAILBOAT}"),
    )

    for method in ("nmf", "lda"):
        assert set(assigned(posts, meanings, fits[method].model)) == {"p001", "p006", "p007"}
    by_vector = assigned(posts, meanings, fits["embeddings"].model)
    assert set(by_vector) == {f"p00{i}" for i in (1, 2, 3, 6, 7, 8)}
    assert not by_vector["p008"]["is_clear"]


def test_a_stem_is_shown_as_its_most_frequent_form(frames):
    texts = [
        "Sails #sailing sails",
        "sailing sails",
        "sailed dough",
        "doughs dough",
        "bread dough",
        "flour",
    ]
    posts, meanings = frames(*[post(i, text) for i, text in enumerate(texts)])

    fit = fitted_to(posts, meanings, by("nmf", common_share=1.0))

    shown = {term.stem: term.term for topic in fit.topics for term in topic.terms}
    assert shown == {"sail": "sails", "dough": "dough"}


@pytest.mark.parametrize("method", METHODS)
def test_weights_and_metrics_describe_the_fit(fits, method):
    fit = fits[method]

    assert sum(topic.weight for topic in fit.topics) == pytest.approx(1)
    assert all(0.4 < topic.weight < 0.6 for topic in fit.topics)
    assert (fit.metrics["documents"], fit.metrics["vocabulary"]) == (60, 20)
    assert 0.5 < fit.metrics["clear_share"] <= 1
    for topic in fit.topics:
        assert set(topic.title.split(", ")) <= {term.term for term in topic.terms}
        assert 0 < topic.coherence_npmi <= 1
        assert all(1 < term.lift <= 1 / topic.weight + 1e-9 for term in topic.terms)


def test_a_title_passes_over_frequent_words_that_tell_nothing():
    terms = [Term("much", "much", 0.05, 1.0)]
    terms += [Term(word, word, 0.04, 3.0) for word in ("parcel", "courier", "doorstep", "stamp")]

    assert Topic(0, 0.5, -1.0, terms).title == "parcel, courier, doorstep, stamp"


def test_a_title_has_a_phrase_and_not_its_words():
    words = ("york", "new york", "subway", "new", "boroughs", "bagels", "harlem")
    terms = [Term(word, word, 0.05 - i / 1000, 2.0) for i, word in enumerate(words)]

    assert Topic(0, 0.5, -1.0, terms).title == "new york, subway, boroughs, bagels"


def test_a_word_that_most_topics_hold_tells_none():
    themes = [["boat"], ["bread"], ["song"], ["rain"]]
    texts = [[*words, "today"][: 2 - (i == 0)] for words in themes for i in range(5)]
    vocabulary = ("today", "boat", "bread", "song", "rain")
    counts = count_terms(texts, places_of(vocabulary))
    weights = np.array([[0.5] + [0.5 * (i == j) for j in range(4)] for i in range(4)])
    part = Part(
        "nmf", None, (0, 1, 2, 3), 0, vocabulary, Factors(weights, np.ones(5)), np.zeros(4)
    )  # fmt: skip
    sample = Sample(None, 20, [], texts, texts)
    labels = np.repeat(np.arange(4), 5)

    topics = describe_topics(part, sample, counts, labels, SMALL)
    kept = describe_topics(part, sample, counts, labels, by("nmf", common_share=1.0))

    assert [[term.term for term in topic.terms] for topic in topics] == themes
    assert [len(topic.terms) for topic in kept] == [2] * 4


def test_phrases_are_terms_and_are_spelled_as_people_do(frames):
    places = [post(i, f"{p['text']} in New York, {i}") for i, p in enumerate(themed(texts=40))]
    themes = [post(100 + i, p["text"]) for i, p in enumerate(themed())]
    posts, meanings = frames(*places, *themes)
    settings = by("nmf", phrase_documents=5, phrase_score=0.5, leading_terms=23)

    (sample,) = draw_samples(posts, meanings, settings)

    assert sample.phrases == ("new york",)
    fit = fit_topics(posts, [sample], settings)
    assert fit.model.phrases == ("new york",)
    shown = {term.stem: term.term for topic in fit.topics for term in topic.terms}
    assert shown["new york"] == "New York"


def test_the_number_of_topics_is_chosen_where_none_is_given(frames):
    posts, meanings = frames(*themed(themes=3, texts=90))
    tried = (2, 3, 5)

    assert len(fitted_to(posts, meanings, by("embeddings", topics=tried)).topics) == 3
    assert len(fitted_to(posts, meanings, by("nmf", topics=tried)).topics) == 3
    unencoded = frames(*themed(themes=3, texts=90), is_encoded=False)
    assert len(fitted_to(*unencoded, by("nmf", topics=None)).topics) == SMALL.language_topics


def test_topics_under_new_ids_are_the_same(english, fits):
    fit = fits["embeddings"]

    moved = fit.renumbered({0: 4, 1: 0})
    rows, before = assigned(*english, moved.model), assigned(*english, fit.model)

    assert [(t.topic_id, t.title) for t in moved.topics] == [
        (4, fit.topics[0].title),
        (0, fit.topics[1].title),
    ]
    assert all(len(row["distribution"]) == 5 for row in rows.values())
    assert {(before[p]["topic_id"], rows[p]["topic_id"]) for p in rows} == {(0, 4), (1, 0)}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ([], r"at least 2 different texts.* hold 0\."),
        (["One post"], r"at least 2 different texts.* hold 1\."),
        (["The same boat sails"] * 9, r"at least 2 different texts.* hold 1\."),
        (
            [f"word{chr(97 + i)}" for i in range(9)],
            r"0 words stand in 2 texts .* topics\.min_documents",
        ),
        (["\N{SAILBOAT}", "\N{BREAD}", "\N{BREAD} \N{BREAD}"], "0 words"),
        (["boat", "boat!", "a boat", "boat boat", "bread"], "0 words"),  # boat stands in most
    ],
)
def test_too_little_is_an_error_that_says_what_is_lacking(frames, method, texts, said):
    posts, meanings = frames(*[post(i, text) for i, text in enumerate(texts)])

    with pytest.raises(TooLittleDataError, match=said):
        fitted_to(posts, meanings, by(method))


def test_texts_without_vectors_are_too_little_for_embeddings(frames):
    with pytest.raises(TooLittleDataError, match=r"2 different texts with a vector .* hold 0\."):
        fitted_to(*frames(*themed(), is_encoded=False), by("embeddings"))


@pytest.mark.parametrize("method", METHODS)
def test_texts_that_are_alike_give_the_topics_that_they_have(frames, method):
    """Nine texts of two words in all, so that most vectors, and counts of words, are equal."""
    texts = ["boat" + "!" * i for i in range(4)] + ["bread" + "." * i for i in range(5)]
    posts, meanings = frames(*[post(i, text) for i, text in enumerate(texts)])

    fit = fitted_to(posts, meanings, by(method, max_document_share=0.6))
    rows = assigned(posts, meanings, fit.model)

    assert len(rows) == 9
    assert 1 <= len(fit.topics) <= 2
    assert all(np.isfinite(row["distribution"]).all() for row in rows.values())


def test_no_posts_get_no_rows(frames, fits):
    for method in METHODS:
        assert assigned(*frames(), fits[method].model) == {}


def test_a_model_that_was_kept_assigns_the_same(english, fits):
    for method in METHODS:
        model = fits[method].model
        again = TopicModel.of(model.numbers())
        assert again.numbers() == model.numbers()
    assert assigned(*english, again) == assigned(*english, model)


def test_guides_are_told_as_such(english):
    posts, meanings = english
    settings = by("embeddings")
    (sample,) = draw_samples(posts, meanings, settings)
    bread = np.array([i for i, terms in enumerate(sample.terms) if set(terms) & {"oven"}][:3])

    fit = fit_topics(posts, [replace(sample)], settings, [bread])

    assert [t.is_guided for t in fit.topics] == [True, False]
    assert {t.term for t in fit.topics[0].terms} == set(THEMES[1])
