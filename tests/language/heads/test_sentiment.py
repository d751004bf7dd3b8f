import json
from datetime import date
from importlib.resources import files

import numpy as np
import pytest
from pyspark.ml.linalg import Vectors
from pyspark.sql import functions as F
from pyspark.testing import assertDataFrameEqual
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from voxlake.language.encoder.embeddings import distinct_texts, encode, load_encoder
from voxlake.language.heads.calibration import probabilities
from voxlake.language.heads.classifier import Confusion
from voxlake.language.heads.head import (
    head_numbers,
    head_of,
    most_probable,
    scored_texts,
    without_vector,
)
from voxlake.language.heads.plain import shipped_head
from voxlake.language.heads.scores import head_scores
from voxlake.language.heads.sentiment import score_sentiment
from voxlake.language.heads.training import fit_head
from voxlake.language.labels.labelled import read_labelled
from voxlake.language.settings import LabelledTexts, TrainingSettings
from voxlake.setup.encoder import encoder_folder
from voxlake.tables import POST_SENTIMENT, POSTS, TEXT_EMBEDDINGS
from voxlake.tables.columns import SENTIMENTS
from voxlake.text.clean import clean_text
from voxlake.text.wording import text_hash

DAY = date(2024, 1, 1)
SHIPPED = files("voxlake.language.heads") / "shipped"
CARD = json.loads((SHIPPED / "sentiment/card.json").read_text("utf-8"))
# Worked by hand for the vector (1, 0): scores 2, 0, 0, so e^2 : 1 : 1 of the probabilities.
TOY = {
    "encoder_version": "toy",
    "labels": list(SENTIMENTS),
    "unsure_below": 0.0,
    "intercepts": [0.0, 0.0, 0.0],
    "coefficients": [[2.0, 0.0], [0.0, 0.0], [0.0, 2.0]],
}
MOST = float(np.exp(2) / (np.exp(2) + 2))
LEAST = float(1 / (np.exp(2) + 2))


@pytest.fixture
def toy(spark):
    return head_of(spark, TOY)


def vector(text_hash, numbers, version="toy"):
    return {
        "post_date": DAY,
        "text_hash": text_hash,
        "encoder_version": version,
        "vector": numbers,
    }


def post(post_id, text_hash, **other):
    row = {"post_id": post_id, "post_date": DAY, "user_id": "u", "text_hash": text_hash}
    return {**row, "is_usable": True, **other}


def test_each_post_gets_probabilities_that_can_be_worked_by_hand(frame, toy):
    embeddings = frame(TEXT_EMBEDDINGS, vector("sad", [1.0, 0.0]), vector("glad", [0.0, 1.0]))
    posts = frame(POSTS, post("1", "sad"), post("2", "glad"), post("3", "sad"))

    scored = score_sentiment(head_scores(posts, embeddings, toy, "v1"))

    same = {"post_date": DAY, "user_id": "u", "encoder_version": "toy", "model_version": "v1"}
    sad = {"negative": MOST, "neutral": LEAST, "positive": LEAST, "score": LEAST - MOST}
    glad = {"negative": LEAST, "neutral": LEAST, "positive": MOST, "score": MOST - LEAST}
    assertDataFrameEqual(
        scored,
        frame(
            POST_SENTIMENT,
            {"post_id": "1", "label": "negative", **sad, **same},
            {"post_id": "2", "label": "positive", **glad, **same},
            {"post_id": "3", "label": "negative", **sad, **same},
        ),
    )


def test_posts_that_do_not_count_or_have_no_text_are_not_scored(frame, toy):
    embeddings = frame(TEXT_EMBEDDINGS, vector("sad", [1.0, 0.0]))
    posts = frame(POSTS, post("1", "sad", is_usable=False), post("2", None))

    assert score_sentiment(head_scores(posts, embeddings, toy, "v1")).count() == 0
    assert without_vector(posts, embeddings, toy.encoder_version).count() == 0


def test_vectors_of_another_encoder_are_not_read_and_their_posts_are_found(frame, toy):
    embeddings = frame(TEXT_EMBEDDINGS, vector("sad", [1.0, 0.0], version="other"))
    posts = frame(POSTS, post("1", "sad"))

    assert score_sentiment(head_scores(posts, embeddings, toy, "v1")).count() == 0
    missing = without_vector(posts, embeddings, toy.encoder_version).collect()
    assert [row["post_id"] for row in missing] == ["1"]


def measure(labelled, head):
    """How often the most probable label is the one that people gave."""
    told = labelled.withColumnRenamed("label", "told")
    given = scored_texts(told, head).withColumn("given", most_probable(head)["label"])
    counts = np.zeros((3, 3), dtype=np.int64)
    for row in given.groupBy("told", "given").count().collect():
        counts[SENTIMENTS.index(row["told"]), SENTIMENTS.index(row["given"])] = row["count"]
    return Confusion(counts)


def labelled_clouds(frame):
    draws = np.random.default_rng(5)
    centres = {"negative": (2, 0), "neutral": (0, 0), "positive": (0, 2)}
    rows = [
        {
            "text_hash": f"{label}{n}",
            "group": f"{label}{n}",
            "vector": [float(x) for x in draws.normal(centre, 0.5, 2)],
            "label": label,
            "encoder_version": "toy",
        }
        for label, centre in centres.items()
        for n in range(20)
    ]
    ddl = "text_hash string, group string, vector array<float>, label string"
    return frame(f"{ddl}, encoder_version string", *rows)


def test_a_label_that_is_too_improbable_is_unsure_and_its_probabilities_stay(spark, frame):
    embeddings = frame(TEXT_EMBEDDINGS, vector("sad", [1.0, 0.0]))
    posts = frame(POSTS, post("1", "sad"))

    def label(unsure_below):
        head = head_of(spark, {**TOY, "unsure_below": unsure_below})
        row = score_sentiment(head_scores(posts, embeddings, head, "v1")).collect()[0]
        assert row["negative"] == pytest.approx(MOST)
        return row["label"]

    assert label(MOST - 0.01) == "negative"
    assert label(MOST + 0.01) == "unsure"


def test_a_fitted_head_says_as_numbers_what_the_model_says_at_its_temperature(spark, frame):
    labelled = labelled_clouds(frame)
    settings = TrainingSettings(regularisations=(0.01,), folds=2, max_iterations=20)

    fitted = fit_head(labelled, SENTIMENTS, settings)
    numbers = head_numbers(
        fitted.model, temperature=2.0, unsure_below=0.4, encoder_version="toy", labels=SENTIMENTS
    )
    head = head_of(spark, json.loads(json.dumps(numbers)))

    assert fitted.held_out.confusion.accuracy > 0.8
    assert np.trace(measure(labelled, head).counts) > 48
    assert head.unsure_below == 0.4
    expected = probabilities(fitted.model.scores(np.array([[1.0, 0.5]])), 2.0)[0]
    assert head.model.predictProbability(Vectors.dense([1.0, 0.5])).toArray() == pytest.approx(
        expected, abs=1e-5
    )


@pytest.fixture(scope="module")
def encoder(spark):
    return load_encoder(spark, str(encoder_folder()))


def with_vectors(labelled, encoder):
    vectors = encode(distinct_texts(labelled), encoder).withColumn(
        "encoder_version", F.lit(encoder.version)
    )
    return labelled.join(vectors, on="text_hash", how="inner")


def test_the_shipped_head_reads_the_vectors_of_the_shipped_encoder(encoder):
    version, numbers = shipped_head("sentiment")

    assert encoder.version == CARD["encoder_version"] == numbers["encoder_version"]
    assert version.startswith("shipped-")


@pytest.mark.whole
def test_the_shipped_head_finds_75_percent_of_each_sentiment_as_its_card_says(
    spark, encoder, shared_data
):
    path = str(shared_data / "semeval_sentiment" / "val.tsv.gz")
    validation = read_labelled(spark, LabelledTexts(path=path, format="tsv"))

    found = measure(with_vectors(validation, encoder), head_of(spark, shipped_head("sentiment")[1]))

    stated = CARD["figures"]["validation with copies"]
    assert found.counts.sum() == stated["texts"] == 2000
    assert found.macro_recall >= 0.75
    assert found.macro_recall == pytest.approx(stated["macro_recall"], abs=0.002)
    assert found.accuracy == pytest.approx(stated["accuracy"], abs=0.002)


@pytest.mark.whole
def test_the_shipped_head_beats_vader_on_airline_tweets(spark, encoder, shared_data):
    path = str(shared_data / "airline_tweets" / "tweets.csv.gz")
    source = LabelledTexts(path=path, format="csv", label_column="airline_sentiment")
    is_chosen = F.pmod(F.xxhash64("text_hash", F.lit(11)), F.lit(10)) == 0
    a_tenth = read_labelled(spark, source).where(is_chosen)
    as_written = spark.read.csv(path, header=True, multiLine=True, escape='"').select(
        "text",
        F.col("airline_sentiment").alias("label"),
        text_hash(clean_text(F.col("text"))).alias("text_hash"),
    )

    found = measure(with_vectors(a_tenth, encoder), head_of(spark, shipped_head("sentiment")[1]))
    others = vader(as_written.where(is_chosen).collect())

    stated = CARD["figures"]["airline"]
    assert 1300 < found.counts.sum() < 1650
    assert found.counts.sum() == others.counts.sum()
    assert found.macro_f1 > others.macro_f1
    assert found.accuracy > others.accuracy
    assert found.macro_f1 == pytest.approx(stated["macro_f1"], abs=0.04)
    assert found.accuracy == pytest.approx(stated["accuracy"], abs=0.04)


def vader(rows):
    """VADER with the thresholds that its authors give."""
    analyzer, counts = SentimentIntensityAnalyzer(), np.zeros((3, 3), dtype=np.int64)
    for row in rows:
        compound = analyzer.polarity_scores(row["text"])["compound"]
        given = (compound > -0.05) + (compound >= 0.05)
        counts[SENTIMENTS.index(row["label"]), given] += 1
    return Confusion(counts)
