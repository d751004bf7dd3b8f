"""Which texts are copies of each other: over few rows, and over real texts with planted edits."""

import csv
import gzip
import random
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import islice

import pytest
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.spark.persisted import persisted
from voxlake.tables import NEAR_DUPLICATES, POSTS
from voxlake.text.duplicates.groups import duplicate_rows, led_back
from voxlake.text.duplicates.joining import campaign_texts, candidates, jaccard, joined_texts
from voxlake.text.duplicates.minhash import runs_of_words
from voxlake.text.duplicates.settings import DuplicateSettings
from voxlake.text.wording import text_hash

DAY = date(2024, 3, 1)
DAYS = Days.of([DAY])
SETTINGS = DuplicateSettings()
OFFER = "Join our bank today and get a free travel card with no fees at all"
EDITED = "@ann join our bank NOW and get a free travel card with no fees at all! https://t.co/x1"
OTHER = "My train to the city was late again this morning and nobody told us why"


def posts_of(frame, *texts, day=DAY):
    """Posts of one day in order, some with columns of their own."""
    return frame(POSTS, *rows_of(day, texts)).withColumn("text_hash", text_hash(F.col("text")))


def rows_of(day, texts):
    at = datetime(day.year, day.month, day.day)
    return [
        {
            "post_id": f"{day} {n:05}",
            "post_date": day,
            "posted_at": at + timedelta(seconds=n),
            "is_usable": True,
            **(told if isinstance(told, dict) else {"text": told}),
        }
        for n, told in enumerate(texts)
    ]


def copies_of(posts, settings=SETTINGS, days=DAYS):
    """By day and text, the text that stands for its group, and the similarity."""
    earlier = posts.sparkSession.createDataFrame([], NEAR_DUPLICATES.schema)
    with (
        persisted(campaign_texts(posts, settings)) as texts,
        led_back(joined_texts(texts, days, settings)) as joined,
    ):
        rows = duplicate_rows(texts, joined, earlier, days).collect()
    text_of = {row.text_hash: row.text for row in posts.select("text", "text_hash").collect()}
    return {
        (row.post_date, text_of[row.text_hash]): (
            text_of[row.group_hash],
            round(row.similarity, 3),
        )
        for row in rows
    }


CHINESE = "今日の天気はとても良いので散歩に行きました"
PARK = CHINESE.replace("散歩", "公園")
CASES = {
    "edits": [OFFER, EDITED, OTHER, "thank you", "thank you so", {"text": OTHER.upper()}],
    "no posts of authors": [
        OFFER,
        {"text": EDITED, "is_repost": True},
        {"text": EDITED.lower() + " !", "is_usable": False},
        {"text": None},
        {"text": "\U0001f600 \U0001f600"},
    ],
    "one post": [OFFER],
    "equal posts": [OFFER] * 5,
    "one word": ["late " * 3_000, "late " * 2_000],
    "short posts": ["ok"] * 5,
    "no spaces": [CHINESE, PARK, "word " * 3],
    "no text": [None],
}


@pytest.fixture(scope="module")
def found(frame):
    """By case, the texts with copies; each case has a day of its own, and no day sees another."""
    day_of = {case: DAY + timedelta(days=n) for n, case in enumerate(CASES)}
    rows = [row for case, texts in CASES.items() for row in rows_of(day_of[case], texts)]
    posts = frame(POSTS, *rows).withColumn("text_hash", text_hash(F.col("text")))
    alone = DuplicateSettings(lookback_days=0)
    copies = copies_of(posts, alone, Days.of(day_of.values()))
    return {
        case: {text: told for (day, text), told in copies.items() if day == day_of[case]}
        for case in CASES
    }


def test_small_edits_join_the_first_text_and_other_texts_join_none(found):
    # 15 words each; `today` is `now` in the other, so 14 of 16 are in both.
    assert found["edits"] == {
        OFFER: (OFFER, 1.0),
        EDITED: (OFFER, 14 / 16),
        OTHER.upper(): (OTHER.upper(), 1.0),  # the same text twice
    }


def test_reposts_unusable_posts_and_those_without_text_are_no_copies(found):
    assert found["no posts of authors"] == found["no text"] == {}


def test_one_post_is_a_copy_of_none_and_of_equal_ones_only_long_ones_are_copies(found):
    assert found["one post"] == found["one word"] == found["short posts"] == {}
    assert found["equal posts"] == {OFFER: (OFFER, 1.0)}


def test_a_text_without_spaces_is_compared_by_its_characters(found):
    assert found["no spaces"] == {CHINESE: (CHINESE, 1.0), PARK: (CHINESE, round(18 / 22, 3))}


def test_a_day_without_posts_has_no_copies(frame):
    assert copies_of(posts_of(frame)) == {}


def test_runs_of_words_are_those_of_the_letters(frame):
    texts = ("Don't stop, 2 cats", "dont STOP: cats! @bob http://x.y/z", "stop", None)
    rows = frame("text string", *({"text": text} for text in texts))

    pairs = [row[0] for row in rows.select(runs_of_words(F.col("text"), 2)).collect()]
    words = [row[0] for row in rows.select(runs_of_words(F.col("text"), 1)).collect()]

    assert pairs[0] == pairs[1]
    assert [len(runs) if runs else 0 for runs in pairs] == [2, 2, 0, 0]
    assert [len(runs) if runs else 0 for runs in words] == [3, 3, 1, 0]


def test_similarity_is_the_share_of_runs_that_both_have(frame):
    rows = frame(
        "one array<bigint>, other array<bigint>",
        {"one": [1, 2, 3], "other": [3, 2, 9]},
        {"one": [1], "other": [1]},
        {"one": [1], "other": [2]},
    )

    found = [row[0] for row in rows.select(jaccard(F.col("one"), F.col("other"))).collect()]

    assert found == [0.5, 1.0, 0.0]


@pytest.mark.parametrize("count", [100, 200])
def test_texts_that_are_all_alike_are_each_compared_with_the_first_alone(frame, count):
    alike = posts_of(frame, *(f"@user{n} {OFFER}" for n in range(count)))

    pairs = candidates(campaign_texts(alike, SETTINGS), DAYS, SETTINGS).collect()

    first = alike.where("post_id LIKE '% 00000'").collect()[0].text_hash
    assert len(pairs) == count - 1
    assert {row.to_hash for row in pairs} == {first}


def test_copies_of_copies_are_led_back_to_the_first_however_long_the_way(frame):
    keys = "post_date date, text_hash string, to_date date, to_hash string, similarity double"
    way = [
        {"post_date": DAY, "text_hash": f"{n}", "to_date": DAY, "to_hash": f"{n - 1}"}
        for n in range(1, 12)
    ]

    with led_back(frame(keys, *way)) as joined:
        assert {row.to_hash for row in joined.collect()} == {"0"}
        assert joined.count() == 11


def test_what_spark_has_to_plan_grows_with_the_rounds_of_a_long_way_and_does_not_double(
    frame, capsys
):
    keys = "post_date date, text_hash string, to_date date, to_hash string, similarity double"
    way = [
        {"post_date": DAY, "text_hash": f"{n}", "to_date": DAY, "to_hash": f"{n - 1}"}
        for n in range(1, 33)
    ]

    with led_back(frame(keys, *way)) as joined:
        joined.explain()

    # The joined texts, five rounds for 32 steps, and one that finds no more.
    assert capsys.readouterr().out.count("InMemoryTableScan") <= 7


EDITS = ("please", "today", "great", "best", "offer", "now", "help", "people", "bank", "free")


def edited(text, draws, count):
    """The text with so many small edits, as campaigns have."""
    words = text.split()
    for _ in range(count):
        kind, place = draws.randrange(6), draws.randrange(len(words))
        if kind == 0:
            words[place] = draws.choice(EDITS)
        elif kind == 1:
            words.insert(place, draws.choice(EDITS))
        elif kind == 2:
            del words[place]
        elif kind == 3:
            words.append(f"http://t.co/{draws.randrange(10**6)}")
        elif kind == 4:
            words.insert(0, f"@user{draws.randrange(10**6)}")
        else:
            words[place] = words[place][:-1] + "x"
    return " ".join(words)


def real_texts(path, column):
    """Every second text: those that no default was chosen on."""
    with gzip.open(path, "rt") as lines:
        rows = csv.DictReader(lines)
        return [*dict.fromkeys(row[column] for row in islice(rows, 1, 3_000, 2))]


@pytest.mark.parametrize(
    "corpus",
    [("airline_tweets/tweets", "text", 0.9), ("hacker_news/hacker_news", "title", 0.7)],
    ids=lambda corpus: corpus[0].partition("/")[0],
)
def test_planted_campaigns_are_found_among_real_texts(frame, shared_data, measured, corpus):
    name, column, least_recall = corpus
    draws = random.Random(11)
    texts = real_texts(shared_data / f"{name}.csv.gz", column)
    seeds = draws.sample([text for text in texts if len(text.split()) >= 10], 40)
    planted = {text: seed for seed in seeds for text in _campaign(seed, draws)}
    posts = posts_of(frame, *planted, *(text for text in texts if text not in planted))

    with persisted(campaign_texts(posts, SETTINGS)) as kept:
        pairs, count = candidates(kept, DAYS, SETTINGS).count(), kept.count()
    groups = defaultdict(list)
    for (_, text), (first, _) in copies_of(posts).items():
        groups[first].append(planted.get(text))

    found = sum(c * (c - 1) // 2 for g in groups.values() for s, c in Counter(g).items() if s)
    wrong = sum(c * (len(g) - c) for g in groups.values() for s, c in Counter(g).items() if s)
    every = sum(c * (c - 1) // 2 for c in Counter(planted.values()).values())
    recall, precision = found / every, found / (found + wrong)
    measured(
        f"near-duplicates of {name}, 40 campaigns of 8 texts with 1 to 3 edits: recall of pairs "
        f"{recall:.3f}, precision {precision:.3f}; {pairs / count:.2f} pairs compared per text"
    )
    assert recall >= least_recall
    assert precision >= 0.97
    assert pairs <= 3 * count


def _campaign(seed, draws):
    return [seed, *(edited(seed, draws, draws.randint(1, 3)) for _ in range(7))]
