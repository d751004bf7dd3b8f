from datetime import date

import pytest
from pyspark.sql import functions as F

from voxlake.language.heads.evidence import (
    evidence_rows,
    explain,
    occlusions,
    posts_to_explain,
)
from voxlake.language.heads.head import head_of
from voxlake.language.heads.occlusion import occlusions_of
from voxlake.language.settings import EvidenceSettings
from voxlake.tables import POST_EVIDENCE

TEXTS = "text_hash string, text string"
SETTINGS = EvidenceSettings(phrases=2, max_phrase=2)
# Good words in the first number, bad ones in the second.
HEAD = {
    "encoder_version": "toy",
    "labels": ["good", "bad"],
    "unsure_below": 0.0,
    "intercepts": [0.0, 0.0],
    "coefficients": [[1.0, -1.0], [-1.0, 1.0]],
}


def counted(texts):
    """A toy encoder that counts planted words; "not good" is worse than "not" and "good"."""
    text = F.concat(F.lit(" "), "text", F.lit(" "))

    def times(word):
        return F.size(F.split(text, f" {word}(?= )")) - 1

    good = times("lovely") + times("good") - 2 * times("not good")
    bad = times("awful") + 2 * times("not good")
    return texts.select(
        "text_hash",
        F.lit("toy").alias("encoder_version"),
        F.array(good.cast("float"), bad.cast("float")).alias("vector"),
    )


def test_every_phrase_is_left_out_once_and_something_stays(frame):
    found = occlusions(frame(TEXTS, {"text_hash": "h", "text": "a b c"}), SETTINGS).collect()
    in_python = occlusions_of("a b c", SETTINGS)

    assert [tuple(one) for one in in_python] == sorted(
        (row["start"], row["length"], row["phrase"], row["text"]) for row in found
    )
    assert {(row["phrase"], row["text"]) for row in found} == {
        ("a", "b c"),
        ("b", "a c"),
        ("c", "a b"),
        ("a b", "c"),
        ("b c", "a"),
    }


def test_planted_words_are_found_and_their_weights_are_what_goes_without_them(spark, frame):
    texts = frame(
        TEXTS,
        {"text_hash": "1", "text": "what a lovely lovely day on the train"},
        {"text_hash": "2", "text": "the food was not good and the room awful"},
        {"text_hash": "3", "text": "train"},
    )

    explained = explain(texts, head_of(spark, HEAD), counted, SETTINGS).collect()

    phrases = {row["text_hash"]: [p["phrase"] for p in row["phrases"]] for row in explained}
    assert phrases["1"][0] == "lovely lovely"
    assert phrases["2"][0] == "not"  # without it, the text praises the food
    assert "3" not in phrases  # a text of one word is its own evidence
    first = next(row for row in explained if row["text_hash"] == "1")
    # Scores 2 and -2 with both words, 0 and 0 without: probability 0.982 of good falls to a half.
    assert first["label"] == "good"
    assert first["phrases"][0]["weight"] == pytest.approx(0.98201 - 0.5, abs=1e-4)


def test_posts_are_chosen_by_strength_by_sample_and_by_id(frame):
    scored = frame(
        "post_id string, text_hash string, label string, chance double",
        {"post_id": "1", "text_hash": "a", "label": "good", "chance": 0.9},
        {"post_id": "2", "text_hash": "a", "label": "good", "chance": 0.9},
        {"post_id": "3", "text_hash": "b", "label": "good", "chance": 0.8},
        {"post_id": "4", "text_hash": "c", "label": "bad", "chance": 0.6},
    )

    def chosen(**settings):
        rows = posts_to_explain(scored, EvidenceSettings(**settings)).collect()
        return {row["post_id"] for row in rows}

    assert chosen(count=1) == {"1", "4"}
    assert chosen(count=2) == {"1", "3", "4"}  # copies of a text are explained once
    assert chosen(choose="ids", post_ids=["2", "9"]) == {"2"}
    sampled = chosen(choose="sample", count=1)
    assert len(sampled) == 2 and sampled == chosen(choose="sample", count=1)


def test_rows_name_the_post_the_model_and_its_version(frame):
    posts = frame(
        "post_id string, post_date date, text_hash string",
        {"post_id": "p", "post_date": date(2024, 1, 1), "text_hash": "h"},
    )
    explained = frame(
        "text_hash string, label string, phrases array<struct<phrase:string,weight:double>>",
        {"text_hash": "h", "label": "good", "phrases": [{"phrase": "so", "weight": 0.5}]},
    )

    row = evidence_rows(posts, explained, "sentiment", "7").collect()[0]

    assert list(POST_EVIDENCE.column_names) == row.__fields__
    assert (row["post_id"], row["model"], row["model_version"]) == ("p", "sentiment", "7")
