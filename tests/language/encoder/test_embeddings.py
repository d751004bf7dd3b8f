import time
from datetime import date

import child
import numpy as np
import pytest
from pyspark.sql import functions as F
from pyspark.testing import assertDataFrameEqual

from voxlake.core.errors import PlatformError
from voxlake.language.encoder import embeddings
from voxlake.language.encoder.embeddings import (
    embed_texts,
    encode,
    known_vectors,
    load_encoder,
    new_texts,
    read_by,
    task_count,
    texts_of_days,
)
from voxlake.language.encoder.reading import FEELINGS, SUBJECTS
from voxlake.setup.encoder import encoder_folder
from voxlake.tables import POSTS, TEXT_EMBEDDINGS

TEXTS = "text_hash string, text string"
LOADING = """
import sys
from pathlib import Path
from child import SETTINGS
from voxlake.language.encoder.embeddings import load_encoder
from voxlake.spark.session import local_session

temp = f"-Djava.io.tmpdir={sys.argv[1]}"  # as on a platform, where nobody else clears it
spark = local_session(SETTINGS | {"spark.driver.defaultJavaOptions": temp})
load_encoder(spark, sys.argv[2])
print(len(list(Path(sys.argv[1]).glob("*_onnx*"))))
spark.stop()
"""
FIRST, SECOND = date(2024, 1, 1), date(2024, 1, 2)


@pytest.fixture(scope="module")
def encoder(spark):
    return load_encoder(spark, str(encoder_folder()))


@pytest.fixture(scope="module")
def meaning(spark):
    return load_encoder(spark, str(encoder_folder("meaning")))


def vectors_of(texts, encoder):
    return {row["text_hash"]: row["vector"] for row in encode(texts, encoder).collect()}


def made_up(count):
    words = ["rain", "late", "train", "lovely", "coffee", "again", "why", "thanks", "flight"]
    return [
        {"text_hash": f"h{n}", "text": " ".join(words[(n * k) % 9] for k in range(1, 2 + n % 12))}
        for n in range(count)
    ]


@pytest.mark.parametrize("name", ["encoder", "meaning"])
def test_a_vector_depends_on_its_text_alone(frame, name, request):
    encoder = request.getfixturevalue(name)
    rows = made_up(40)
    longer = [
        {"text_hash": f"long {n}", "text": f"{row['text']} " * 6} for n, row in enumerate(rows)
    ]
    whole = frame(TEXTS, *rows)

    together = vectors_of(whole, encoder)
    backwards = vectors_of(frame(TEXTS, *rows[::-1]).coalesce(1), encoder)
    some = vectors_of(frame(TEXTS, *rows[5:8]), encoder)
    alone = vectors_of(frame(TEXTS, rows[17]), encoder)
    beside = vectors_of(frame(TEXTS, *rows[::3], *longer), encoder)

    assert together == backwards
    assert {key: together[key] for key in some} == some
    assert {key: together[key] for key in together if key in beside} == {
        key: beside[key] for key in beside if key in together
    }
    assert alone == {"h17": together["h17"]}


def test_a_vector_has_384_numbers_and_other_texts_have_other_vectors(frame, encoder):
    good, bad = {"text_hash": "g", "text": "a good day"}, {"text_hash": "b", "text": "a bad day"}

    vectors = vectors_of(frame(TEXTS, good, bad), encoder)

    assert [len(vectors["g"]), len(vectors["b"])] == [384, 384]
    assert vectors["g"] != vectors["b"]


def test_words_after_the_last_token_that_is_read_change_nothing(frame, encoder):
    long = "rain " * 200
    rows = [{"text_hash": "a", "text": long + "a"}, {"text_hash": "b", "text": long + "b"}]

    vectors = vectors_of(frame(TEXTS, *rows), encoder)

    assert vectors["a"] == vectors["b"]


def test_no_texts_have_no_vectors(frame, encoder):
    encoded = encode(frame(TEXTS), encoder)

    assert encoded.count() == 0
    assert encoded.schema["vector"].dataType.simpleString() == "array<float>"


def test_an_encoder_that_is_not_there_is_named_with_the_command_that_fetches_it(spark, tmp_path):
    with pytest.raises(PlatformError, match=r"nowhere.*voxlake\.setup"):
        load_encoder(spark, str(tmp_path / "nowhere"))


def test_an_encoder_that_an_earlier_voxlake_prepared_is_refused_with_what_to_do(spark, tmp_path):
    (tmp_path / "encoder.json").write_text('{"version": "e-1", "max_tokens": 96}')

    with pytest.raises(PlatformError, match=r"earlier voxlake.*`python -m voxlake\.setup` again"):
        load_encoder(spark, str(tmp_path))


@pytest.mark.parametrize(("told", "is_alone"), [("", True), (', "scales": "fixed"', False)])
def test_texts_are_read_alone_where_the_scales_of_an_encoder_are_not_fixed(
    spark, monkeypatch, tmp_path, told, is_alone
):
    card = '{"version": "e-1", "max_tokens": 96, "pooling": "mean"' + told + "}"
    (tmp_path / "encoder.json").write_text(card)
    monkeypatch.setattr(embeddings, "_annotator", lambda *given: given[-1])

    batch = load_encoder(spark, str(tmp_path)).annotator

    assert (batch == 1) == is_alone


def test_an_encoder_is_loaded_once_however_often_it_is_asked_for(spark, encoder):
    again = load_encoder(spark, str(encoder_folder()))

    assert again.annotator is encoder.annotator


@pytest.mark.whole
def test_copies_of_the_encoder_do_not_outlive_the_process(tmp_path):
    temp = tmp_path / "temp"
    temp.mkdir()

    printed = child.run(LOADING, str(temp), str(encoder_folder()), folder=tmp_path)

    deadline = time.monotonic() + 30  # the JVM ends after the program
    while list(temp.glob("*_onnx*")) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert int(printed[-1]) > 0
    assert not list(temp.glob("*_onnx*"))


def test_users_links_and_long_cries_are_read_as_in_the_training_texts(frame):
    texts = frame(
        "text string, read string",
        {
            "text": "@jetblue why? https://t.co/aB1 (http://x.y)",
            "read": "@user why? http (http",
        },
        {"text": "write to me@home.org", "read": "write to me@home.org"},
        {"text": ".@a_b1: hm", "read": ".@user: hm"},
        {"text": "sooooo 1000 ...!!!", "read": "soo 1000 ..!!"},
        {"text": None, "read": None},
    )

    read = texts.select("text", read_by(FEELINGS, F.col("text")).alias("read"))

    assertDataFrameEqual(read, texts)


def test_an_emoji_is_a_word_of_its_own_whatever_its_skin_or_sex(frame):
    texts = frame(
        "text string, read string",
        {"text": "ok👍🏽😂😂", "read": "ok 👍  😂  😂"},
        {"text": "❤️ you", "read": "❤  you"},
        {"text": "🤷🏻‍♀️", "read": "🤷"},
        {"text": "🏽\u200d", "read": "."},
    )

    read = texts.select("text", read_by(FEELINGS, F.col("text")).alias("read"))

    assertDataFrameEqual(read, texts)


def test_only_usable_posts_with_text_are_encoded_each_text_once_a_day(frame):
    posts = frame(
        POSTS,
        {"post_id": "1", "post_date": FIRST, "text": "Hi", "text_hash": "h", "is_usable": True},
        {"post_id": "2", "post_date": FIRST, "text": "hi ", "text_hash": "h", "is_usable": True},
        {"post_id": "3", "post_date": SECOND, "text": "hi", "text_hash": "h", "is_usable": True},
        {"post_id": "4", "post_date": FIRST, "text": "ad", "text_hash": "a", "is_usable": False},
        {"post_id": "5", "post_date": FIRST, "text": None, "text_hash": None, "is_usable": True},
    )

    texts = texts_of_days(posts)

    assertDataFrameEqual(
        texts,
        frame(
            "post_date date, text_hash string, text string",
            {"post_date": FIRST, "text_hash": "h", "text": "hi"},
            {"post_date": SECOND, "text_hash": "h", "text": "hi"},
        ),
    )


def test_a_vector_of_an_earlier_day_is_copied_and_another_encoders_is_not(frame):
    texts = frame(
        "post_date date, text_hash string, text string",
        {"post_date": SECOND, "text_hash": "old", "text": "old"},
        {"post_date": SECOND, "text_hash": "other", "text": "other"},
    )
    earlier = frame(
        TEXT_EMBEDDINGS,
        {"post_date": FIRST, "text_hash": "old", "encoder_version": "e", "vector": [1.0, 2.0]},
        {"post_date": SECOND, "text_hash": "old", "encoder_version": "e", "vector": [1.0, 2.0]},
        {"post_date": FIRST, "text_hash": "unasked", "encoder_version": "e", "vector": [3.0]},
        {"post_date": FIRST, "text_hash": "other", "encoder_version": "e0", "vector": [4.0]},
    )

    copied, new = known_vectors(texts, earlier, "e"), new_texts(texts, earlier, "e")

    old = {"text_hash": "old", "vector": [1.0, 2.0]}
    assertDataFrameEqual(copied, frame("text_hash string, vector array<float>", old))
    assertDataFrameEqual(new, frame(TEXTS, {"text_hash": "other", "text": "other"}))


def test_each_day_of_a_text_gets_its_row(frame):
    texts = frame(
        "post_date date, text_hash string, text string",
        {"post_date": FIRST, "text_hash": "h", "text": "hi"},
        {"post_date": SECOND, "text_hash": "h", "text": "hi"},
    )
    vectors = frame("text_hash string, vector array<float>", {"text_hash": "h", "vector": [0.5]})

    rows = embed_texts(texts, vectors, "e")

    row = {"text_hash": "h", "encoder_version": "e", "vector": [0.5]}
    expected = frame(TEXT_EMBEDDINGS, {"post_date": FIRST, **row}, {"post_date": SECOND, **row})
    assertDataFrameEqual(rows.select(*expected.columns), expected)


@pytest.mark.parametrize(
    ("texts", "cores", "tasks"), [(1, 2, 2), (1000, 2, 2), (1001, 2, 4), (500_000, 64, 1024)]
)
def test_texts_are_spread_in_whole_rounds_over_the_cores(texts, cores, tasks):
    assert task_count(texts, cores) == tasks


def test_the_encoder_of_meaning_tells_subjects_rather_than_feelings(frame, meaning):
    texts = {
        "late": "my train was late again, i hate it",
        "on time": "so happy that the railway runs on schedule today",
        "cold": "my coffee was cold again, i hate it",
    }
    rows = [{"text_hash": name, "text": text} for name, text in texts.items()]

    found = vectors_of(frame(TEXTS, *rows), meaning)

    unit = {name: np.array(vector) / np.linalg.norm(vector) for name, vector in found.items()}
    assert unit["late"] @ unit["on time"] > unit["late"] @ unit["cold"]


def test_the_encoder_of_meaning_reads_neither_users_nor_links(frame):
    told = "@kim look: https://example.com/a  sooooo slow at @acme"
    rows = [{"text_hash": "a", "text": told}, {"text_hash": "b", "text": "@kim"}]

    read = frame(TEXTS, *rows).select(read_by(SUBJECTS, F.col("text")).alias("read")).collect()

    assert [row.read for row in read] == ["look: soo slow at", "."]
