import math

import pytest
from pyspark.sql import functions as F

from voxlake.search.matching import matches, words_to_match


def test_words_of_names_and_numbers_come_apart_and_links_go(frame):
    texts = ("INV-3321: don't @Bob! http://x.y/inv", "\U0001f600 …", None, "東京2024")
    rows = frame("text string", *({"text": text} for text in texts))

    words = [row[0] for row in rows.select(words_to_match(F.col("text"))).collect()]

    assert words == [["inv", "3321", "dont", "bob"], [], None, ["東", "京", "2024"]]


def test_a_match_is_the_bm25_of_the_words_that_a_post_holds(frame):
    posts = frame(
        "post_id string, words array<string>",
        {"post_id": "a", "words": ["fee", "fee", "card", "bank"]},
        {"post_id": "b", "words": ["card", "late"]},
        {"post_id": "c", "words": None},
    )

    found = {
        (r.query, r.post_id): r.match for r in matches(posts, [("fee",), ("card", "x")]).collect()
    }

    # Three posts; sizes 4, 2 and unknown, so the usual length is 3.
    def bm25(times, holders, length):
        rarity = math.log(1 + (3 - holders + 0.5) / (holders + 0.5))
        return rarity * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * length / 3))

    expected = {(0, "a"): bm25(2, 1, 4), (1, "a"): bm25(1, 2, 4), (1, "b"): bm25(1, 2, 2)}
    assert found == pytest.approx(expected, abs=1e-6)
