"""What is read, and what is said of it, without Spark and by the jobs' own expressions."""

import csv
import gzip
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from pyspark.sql import functions as F

from voxlake.core.storage import read_bytes
from voxlake.language.detector import detected
from voxlake.language.encoder.embeddings import encode, load_encoder, read_by
from voxlake.language.encoder.reading import READINGS
from voxlake.language.encoder.vectors import TextEncoder
from voxlake.language.heads.head import head_of, scored_texts
from voxlake.language.heads.plain import shipped_head
from voxlake.language.settings import LABELS
from voxlake.serve.scoring.texts import MOST_TEXTS, TextModels
from voxlake.setup.encoder import encoder_folder
from voxlake.text.clean import clean_text
from voxlake.text.plain import clean, read_by_encoders
from voxlake.text.wording import encoder_text

CASES = Path(__file__).parents[2] / "language" / "heads" / "hand_made_cases.csv"
DAY = date(2024, 1, 1)
ODD = (
    "",
    " \t\n",
    "x",
    "\u200b\ufeff",
    "SOOOOO goooood!!!!!! 10000000 times",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f44d\U0001f3fd\u2764\ufe0f\u2640\ufe0f",
    "\U0001f3fd\u200d\ufe0f",
    "@You @@two a@b.example @ŷ é@name_1 .@Me:",
    "http://x HTTPS://Example.org/A?b=c. https:// www.example.org \u00a0end",
    "\u65e5\u672c\u8a9e\u306e\u30c6\u30ad\u30b9\u30c8 \ud55c\uad6d\uc5b4 \U00020000\uf900",
    "\u05ea\u05d5\u05d3\u05d4 \u202eturned\u202c \u0634\u0643\u0631\u0627\u0640\u0640\u0640",
    "\u0130stanbul \u039f\u0394\u039f\u03a3 \u039f\u0394\u039f\u03a3. STRASSE \u1e9e \ufb01n",
    "e\u0301\u0323\u0308 cafe\u0301 na\u00efve \u0345\u1fb3",
    "a\u2028b\u2029c\u0085d\u000be\u000cf\u001cg\u00a0h\u2007i\u202fj\u3000k\u2008l\u180em",
    "can't \u201cstop\u201d \u2018now\u2019\u2026 \u2014 \u2013 \u00bfqu\u00e9? \u00a3 \u20ac \u00a9",
    "&lt;3 &amp; <b>bold</b> <br> &#128514; a < b",
    "so sad \\ud83d\\ude22 C:\\new\\nline",
    "a" * 200 + " " + "b" * 201 + " " + "\U0001f600" * 101,
    "word " * 200,
    "#hash_tag #[UNK] [CLS] [SEP] ##ing \ufffd\uffff\ue000\x00\x1b\x7f",
    "\ud7a3\u1100\u1161\u11a8 \u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35 \u0915\u094d\u0937",
)
"""Texts at which readings may part."""
EVERY = [
    "".join(f"A{chr(n)}{chr(n)}{chr(n)}b " for n in range(start, start + 32))
    for start in (*range(0, 0xD800, 32), *range(0xE000, 0x20000, 32))
]
"""Every character that a text may hold but for planes that have none, or ideograms alone."""


def without_spark(text):
    """What the readings make of a cleaned text."""
    read = read_by_encoders(text)
    return [read, *(read and rule.of(read) for rule in READINGS.values())]


def test_a_text_is_cleaned_and_read_as_spark_does_whatever_it_holds(spark):
    rows = [(i, text) for i, text in enumerate((*ODD, *EVERY))]
    texts = spark.createDataFrame(rows, "place int, text string")
    cleaned = texts.withColumns({"cleaned": clean_text(F.col("text"))})
    read = cleaned.withColumn("read", encoder_text(F.col("cleaned"))).withColumns(
        {name: read_by(rule, F.col("read")) for name, rule in READINGS.items()}
    )
    found = {row.place: row for row in read.collect()}

    for place, text in rows:
        row = found[place]
        assert clean(text) == row.cleaned, f"{text!r} is cleaned otherwise"
        by_spark = [row["read"], *(row["read"] and row[name] for name in READINGS)]
        assert without_spark(row.cleaned) == by_spark, f"{text!r} is read otherwise"


@pytest.mark.parametrize("name", ["encoder", "meaning"])
def test_a_text_has_the_vector_that_spark_nlp_gives_it(spark, name):
    folder = str(encoder_folder(name))
    by_spark, alone = load_encoder(spark, folder), TextEncoder.open(folder, read_bytes)
    texts = [
        read for text in (*ODD, *EVERY[: 0x3000 // 32 : 4]) if (read := read_by_encoders(text))
    ]
    rows = [(f"{i:04}", text) for i, text in enumerate(texts)]
    encoded = encode(spark.createDataFrame(rows, "text_hash string, text string"), by_spark)
    expected = np.array([row.vector for row in sorted(encoded.collect())])

    found = alone.vectors(texts)

    assert alone.version == by_spark.version
    off = np.abs(found - expected).max(axis=1)
    assert off.max() < 1e-6, [texts[i] for i in np.flatnonzero(off >= 1e-6)]


def said_by_the_jobs(spark, texts):
    """Of each text the language and, by head, its label and the probabilities."""
    encoder = load_encoder(spark, str(encoder_folder()))
    rows = [(f"{i:05}", text) for i, text in enumerate(texts)]
    posts = spark.createDataFrame(rows, "text_hash string, written string")
    posts = posts.withColumn("cleaned", clean_text(F.col("written"))).withColumns(
        {
            "found": detected(F.col("cleaned"), 20),
            "text": encoder_text(F.col("cleaned")),
        }
    )
    vectors = encode(posts.select("text_hash", "text"), encoder).withColumns(
        {"encoder_version": F.lit(encoder.version), "post_date": F.lit(DAY)}
    )
    vectors = vectors.persist()
    languages = {row.text_hash: row.found.language for row in posts.collect()}
    by_head = {
        name: {
            row.text_hash: row
            for row in scored_texts(vectors, head_of(spark, shipped_head(name)[1])).collect()
        }
        for name in LABELS
    }
    vectors.unpersist()
    return languages, by_head


def compared(spark, texts):
    """How many texts both read, and of these how many labels differ and by how much chances do."""
    languages, by_head = said_by_the_jobs(spark, texts)
    models = TextModels.open()
    alone = [
        scores
        for start in range(0, len(texts), MOST_TEXTS)
        for scores in models.score(texts[start : start + MOST_TEXTS])
    ]
    read, others, most = 0, 0, 0.0
    for place, scores in enumerate(alone):
        key = f"{place:05}"
        assert scores.language == languages[key]
        if not scores.is_read:
            continue
        read += 1
        for name, labels in LABELS.items():
            row = by_head[name][key]
            others += getattr(scores, f"{name}_label") != row.label
            most = max(most, *(abs(getattr(scores, name)[one] - row[one]) for one in labels))
    return read, others, most


def test_hand_made_cases_have_the_labels_that_the_jobs_give(spark):
    with CASES.open(encoding="utf-8") as lines:
        texts = [row["text"] for row in csv.DictReader(lines)]

    read, others, most = compared(spark, texts)

    assert read >= 100
    assert others == 0
    assert most < 1e-6


@pytest.mark.whole
def test_2000_tweets_have_the_labels_that_the_jobs_give(spark, shared_data, measured):
    with gzip.open(shared_data / "airline_tweets" / "tweets.csv.gz", "rt", "utf-8") as lines:
        texts = [row["text"] for row, _ in zip(csv.DictReader(lines), range(2000), strict=False)]

    read, others, most = compared(spark, texts)

    measured(
        f"scoring without Spark: {others} of {2 * read} labels of {len(texts)} tweets differ from "
        f"the jobs', probabilities by {most:.1e} at most"
    )
    assert read >= 1900
    assert others == 0
    assert most < 1e-6
