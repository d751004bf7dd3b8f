"""What is told of a text on request is what the jobs tell of a post with that text."""

from datetime import date

import numpy as np
import pytest
from arrow_lakes import write
from pyspark.sql import functions as F
from small_lake import ENCODER, MODEL, Registry, meaning

from voxlake.entities.find import find_entities
from voxlake.entities.lists import read_names
from voxlake.entities.settings import EntitySettings, NameSettings
from voxlake.serve.reading.lake import Lake
from voxlake.serve.understanding.champions import TopicModels
from voxlake.serve.understanding.names import EntityReader
from voxlake.serve.understanding.topic import Meaning, TopicReader
from voxlake.tables import POSTS, TEXT_MEANINGS, TOPICS
from voxlake.text import clean
from voxlake.text.plain import hashtags, mentions
from voxlake.text.wording import text_hash
from voxlake.topics.assign import assign_topics
from voxlake.topics.settings import TopicSettings

DAY = date(2024, 1, 1)
TEXTS = (
    "The delivery of my parcel is late",
    "Music and songs, and no delivery at all",
    "deliveries delivering delivered music music",
    "nothing of it #Music @acme",
    "Acme is fine, but ZENITH lost it: #Zenith @zenith_help https://x.com/@none#no",
    "I fly Acme, Zenith and Acme again. Bank of America? #a1 #1 a#b @a@b me@acme.com",
    "Ünïted #Größe #Été2024 @user_1 \uff03wide \uff20wide (Acme) [zenith] —acme",
)
NAMES = EntitySettings(
    names={
        "Acme": NameSettings(aliases=("@acme", "Bank of America")),
        "Zenith": NameSettings(kind="product", aliases=("#zenith",)),
    }
)


@pytest.fixture(scope="module")
def posts(spark, frame):
    rows = [
        {"post_id": str(n), "post_date": DAY, "text": text, "is_usable": True}
        for n, text in enumerate(TEXTS)
    ]
    known = frame(POSTS, *rows).withColumns(
        {
            "text_hash": text_hash(F.col("text")),
            "hashtags": clean.hashtags(F.col("text")),
            "mentions": clean.mentions(F.col("text")),
            "language": F.lit("en"),
        }
    )
    return known.withColumn("unread_language", F.lit(None).cast("string")).cache()


def test_hashtags_and_handles_are_those_that_ingest_finds(posts):
    rows = {row["text"]: row for row in posts.collect()}

    assert {text: rows[text]["hashtags"] for text in TEXTS} == {t: hashtags(t) for t in TEXTS}
    assert {text: rows[text]["mentions"] for text in TEXTS} == {t: mentions(t) for t in TEXTS}


def test_topics_are_those_of_assign_topics(posts, frame, tmp_path):
    hashes = {row["text"]: row["text_hash"] for row in posts.collect()}
    vectors = {text: meaning(text) for text in TEXTS}
    meanings = frame(
        TEXT_MEANINGS,
        *(
            {"post_date": DAY, "text_hash": hashes[text], "encoder_version": ENCODER}
            | {"vector": vectors[text].tolist()}
            for text in TEXTS
        ),
    )
    settings = TopicSettings(stop_words=("music",))
    rows = assign_topics(posts, meanings, MODEL, "1", settings).collect()
    write(tmp_path, TOPICS, {"model_version": "1", "topic_id": 0, "title": "x"})
    reader = TopicReader(TopicModels(Registry(), 0), Lake(str(tmp_path)), settings)

    told = [
        reader.read(text, "en", Meaning(vectors[text], ENCODER), is_read=True) for text in TEXTS
    ]

    by_job = {int(row["post_id"]): row for row in rows}
    assert len(by_job) == len(TEXTS)
    for number, one in enumerate(told):
        row = by_job[number]
        likely = {each.topic_id: each.probability for each in one.likely}
        assert one.likely[0].topic_id == row["topic_id"]
        assert [likely.get(n, 0.0) for n in range(2)] == pytest.approx(row["distribution"])
        assert one.is_clear == row["is_clear"]
    assert len({np.argmax(row["distribution"]) for row in rows}) == 2


def test_names_and_their_clauses_are_those_of_find_entities(spark, posts):
    names = read_names(spark, NAMES, lambda _: b"")
    rows = find_entities(posts, names, None, NAMES).collect()
    reader = EntityReader(NAMES)

    told = {
        (str(n), one.start, one.end, one.entity, one.kind, one.source, one.mention, one.clause)
        for n, text in enumerate(TEXTS)
        for one in reader.read(text, "en", None, lambda parts: [None] * len(parts))
    }

    assert told == {
        (r.post_id, r.start, r.end, r.entity, r.kind, r.source, r.mention, r.clause) for r in rows
    }
    assert len(told) > 10
