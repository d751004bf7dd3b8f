"""Texts are cleaned; hashtags, mentions, links and emoji are found in them."""

from pyspark.sql import functions as F

from voxlake.text import clean as module


def test_texts_are_cleaned(frame):
    pairs = {
        "cafe\u0301": "caf\u00e9",
        "a &amp; b &lt;3 &#128512;": "a & b <3 \U0001f600",
        "a\x00b\u202ec\ufeff": "abc",
        "one\r\ntwo\u2028three": "one\ntwo\nthree",
        "family \U0001f468\u200d\U0001f469": "family \U0001f468\u200d\U0001f469",
        "  ": None,
        r"don\u2019t \uD83D\uDE00 \ud83d!": "don\u2019t \U0001f600 \ufffd!",
        r"One\nTwo\n\n#three \u202e": "One\nTwo\n\n#three",
        r"C:\new\users": r"C:\new\users",
        "<p>One &amp; two</p><p>\u00fcber<br/>three</p>": "One & two\n\u00fcber\nthree",
        r"\u003cp\u003eOnce too often\u003c/p\u003e": "Once too often",
        "a < b and c > d <3": "a < b and c > d <3",
        "<pre><code>x = 1</code></pre>": None,
    }
    texts = frame("text string", *({"text": text} for text in pairs), {"text": None})

    rows = texts.select("text", module.clean_text(F.col("text")).alias("clean")).collect()

    assert {row["text"]: row["clean"] for row in rows} == {**pairs, None: None}


def test_bytes_that_are_no_text_are_shown_as_such(spark):
    rows = spark.range(1).select(F.unhex(F.lit("736F20EDA0BD")).cast("string").alias("text"))

    cleaned = rows.select(module.clean_text(F.col("text"))).collect()[0][0]

    assert cleaned == "so \ufffd"


def test_what_stands_in_a_text_is_found_in_order(frame):
    text = (
        "RT @Ann_1: caf\u00e9 #Caf\u00e9s #2024 #r2d2, mail me@x.org (see https://x.org/a#b?c=1). "
        "\uff20Bob www.y.org! a&#b \u2764\ufe0f\U0001f44d\U0001f3fd \U0001f468\u200d\U0001f469 "
        "\U0001f1e9\U0001f1ea 1\ufe0f\u20e3 \u00a9 3"
    )
    find = {
        "hashtags": module.hashtags,
        "mentions": module.mentions,
        "links": module.links,
        "emojis": module.emojis,
        "is_repost": module.is_repost_text,
    }

    row = frame("text string", {"text": text}).select(
        *(function(F.col("text")).alias(name) for name, function in find.items())
    )

    assert row.collect()[0].asDict() == {
        "hashtags": ["caf\u00e9s", "r2d2"],
        "mentions": ["ann_1", "bob"],
        "links": ["https://x.org/a#b?c=1", "www.y.org"],
        "emojis": [
            "\u2764\ufe0f",
            "\U0001f44d\U0001f3fd",
            "\U0001f468\u200d\U0001f469",
            "\U0001f1e9\U0001f1ea",
            "1\ufe0f\u20e3",
        ],
        "is_repost": True,
    }


def test_no_text_is_too_long_for_those_who_look_in_it(frame):
    odd = {
        "joined": "\U0001f600" + "\u200d\U0001f600" * 50_000,
        "tags": "#" * 50_000 + "1" * 50_000,
        "handles": "@a" * 50_000,
        "links": "www." * 50_000 + "." * 50_000,
        "markup": "<a href='" * 20_000,
    }
    texts = frame("text string", *({"text": text} for text in odd.values()))

    found = texts.select(
        module.emojis(F.col("text")).alias("emojis"),
        F.size(module.hashtags(F.col("text"))),
        F.size(module.mentions(F.col("text"))),
        F.size(module.links(F.col("text"))),
        F.length(module.clean_text(F.col("text"))),
    ).collect()

    assert found[0]["emojis"] == [odd["joined"]]
    assert len(found) == len(odd)


def test_a_post_without_text_has_no_lists_and_is_no_repost(frame):
    row = frame("text string", {"text": None}).select(
        module.hashtags(F.col("text")), module.is_repost_text(F.col("text"))
    )

    assert tuple(row.collect()[0]) == (None, False)
