from datetime import date

from pyspark.sql import functions as F

from voxlake.language.detector import detected
from voxlake.language.language_id import detect_language, posts_to_read, without_language
from voxlake.language.settings import LanguageSettings
from voxlake.tables import POST_LANGUAGE, POSTS

TEXTS = {
    "english": ("The train was late again and nobody told us why", "en", True),
    "spanish": ("Hoy llueve en la ciudad y me quedo en casa", "es", False),
    "german": ("Heute regnet es und ich bleibe zu Hause", "de", False),
    "japanese, short": ("今日は雨です", "ja", False),
    "russian": ("Сегодня идёт дождь", "ru", False),
    "of few words": ("lol ok", None, True),
    "emoji": ("😂😂😂", None, True),
    "hashtags": ("#felizcumpleanos #fiesta", None, True),
    "link and handle": ("@juan_perez https://ejemplo.es/noticias-de-hoy-en-casa", None, True),
    "digits": ("2024 10 11", None, True),
}


def posts(frame, texts):
    rows = [
        {"post_id": name, "text": text, "text_hash": name, "is_usable": True}
        for name, text in texts.items()
    ]
    return frame(POSTS, *rows)


def test_a_post_in_another_language_is_marked_and_one_of_few_words_is_read(frame):
    found = detect_language(posts(frame, {k: v[0] for k, v in TEXTS.items()}), LanguageSettings())

    rows = {row["post_id"]: row for row in found.collect()}
    assert {k: (r["language"], r["is_read"]) for k, r in rows.items()} == {
        name: (language, is_read) for name, (_, language, is_read) in TEXTS.items()
    }
    assert all((r["confidence"] is None) == (r["language"] is None) for r in rows.values())


def test_the_settings_say_which_languages_are_read_and_how_sure_one_must_be(frame):
    spanish = posts(frame, {"spanish": TEXTS["spanish"][0]})

    def is_read(**settings):
        return detect_language(spanish, LanguageSettings(**settings)).collect()[0]["is_read"]

    assert not is_read()
    assert is_read(read=["en", "es"])
    assert is_read(threshold=1.0)
    assert is_read(min_letters=100)


def test_odd_texts_give_a_row_each(frame):
    odd = ["x", ".", "late " * 20_000, "a" * 100_000, "\u0301" * 9, "\n \t", "\u200f\u200d"]
    texts = frame("text string", *({"text": text} for text in odd))

    found = texts.select(detected(F.col("text"), 20).alias("found")).collect()

    assert len(found) == len(odd)
    assert found[2]["found"]["language"] == "en"


def test_posts_that_are_read_and_those_nobody_looked_at(frame):
    three = posts(frame, {name: name for name in ("read", "foreign", "new")})
    languages = frame(
        POST_LANGUAGE,
        {"post_id": "read", "is_read": True},
        {"post_id": "foreign", "language": "es", "is_read": False},
    )

    assert {r["post_id"] for r in posts_to_read(three, languages).collect()} == {"read", "new"}
    assert [r["post_id"] for r in without_language(three, languages).collect()] == ["new"]


def test_english_tweets_are_read_and_those_of_other_languages_are_not(spark, shared_data, measured):
    tweets = spark.read.csv(
        str(shared_data / "ggplot2_tweets" / "tweets.csv.gz"),
        header=True,
        multiLine=True,
        escape='"',
    )
    labelled = tweets.where("lang IN ('en', 'es', 'pt', 'ja', 'fr', 'ko')").select(
        F.col("status_id").alias("post_id"),
        F.lit(date(2022, 1, 1)).alias("post_date"),
        "lang",
        "text",
        F.col("status_id").alias("text_hash"),
        F.lit(True).alias("is_usable"),
    )
    found = detect_language(labelled, LanguageSettings())
    is_english = (F.col("lang") == "en").alias("is_english")
    not_read = F.avg((~F.col("is_read")).cast("int")).alias("share")
    joined = labelled.join(found, on="post_id", how="inner")
    shares = {row[0]: row["share"] for row in joined.groupBy(is_english).agg(not_read).collect()}

    measured(
        f"language id, ggplot2 tweets: {shares[True]:.2%} of English ones not read, "
        f"{shares[False]:.1%} of five other languages not read"
    )
    assert shares[True] < 0.005
    assert shares[False] > 0.8
