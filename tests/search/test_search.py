"""Search over few posts, with vectors that are given."""

from datetime import date, datetime

import pytest

from voxlake.search.queries import Query
from voxlake.search.search import kept_posts, search_posts
from voxlake.search.settings import PostFilters
from voxlake.tables import POST_TOPICS, POSTS, TEXT_MEANINGS

DAY = date(2024, 3, 1)
TEXTS = {
    "fees": ("My bank takes fees for the card", [1.0, 0.0, 0.0]),
    "charge": ("They charged me for plastic money", [0.9, 0.1, 0.0]),
    "train": ("The train is late", [0.0, 1.0, 0.0]),
    "invoice": ("See INV-3321 please, thanks", [0.0, 0.0, 1.0]),
    "other invoice": ("See INV-3322 please, thanks", [0.0, 0.1, 1.0]),
    "zeros": ("?!", [0.0, 0.0, 0.0]),
    "foreign": ("Der Zug ist da", None),
}
FEES = Query("what does a card cost", ("what", "does", "a", "card", "cost"), (2.0, 0.0, 0.0))
INVOICE = Query("INV-3321", ("inv", "3321"), (0.0, 1.0, 0.5))


def post(post_id, text, **columns):
    at = datetime(2024, 3, 1, 8)
    told = {"post_date": DAY, "posted_at": at, "text_hash": text, "is_usable": True}
    return {"post_id": post_id, "text": text, **told, **columns}


@pytest.fixture(scope="module")
def posts(frame):
    return frame(
        POSTS,
        *(post(post_id, text) for post_id, (text, _) in TEXTS.items()),
        post("fees again", TEXTS["fees"][0], posted_at=datetime(2024, 3, 1, 9)),
    )


@pytest.fixture(scope="module")
def meanings(frame):
    told = ((text, vector) for text, vector in TEXTS.values() if vector)
    rows = [
        {"post_date": DAY, "text_hash": text, "encoder_version": "e", "vector": vector}
        for text, vector in told
    ]
    old = {**rows[2], "encoder_version": "older", "vector": [1.0, 0.0]}  # of the train
    return frame(TEXT_MEANINGS, *rows, old)


def found(posts, meanings, *queries, top=3, **bounds):
    """By query, the posts in order with their similarity."""
    result = search_posts(posts, meanings, queries, encoder_version="e", top=top, **bounds)
    listed = {query.text: [] for query in queries}
    for row in sorted(result.collect(), key=lambda row: row["rank"]):
        listed[row["query"]].append((row["post_id"], row["similarity"]))
        assert row["rank"] == len(listed[row["query"]])
        assert row["post_date"] == DAY
    return listed


def test_the_nearest_posts_are_found_each_text_once_and_exact_numbers_first(posts, meanings):
    answers = found(posts, meanings, FEES, INVOICE)

    # 0.9 / sqrt(0.82) = 0.993884; 0.5 / sqrt(1.25) = 0.447214; (.1 + .5) / sqrt(1.01 * 1.25)
    assert answers[FEES.text][:2] == [("fees", 1.0), ("charge", 0.993884)]
    assert answers[INVOICE.text] == [
        ("invoice", 0.447214),  # 1/63 + 1/61
        ("other invoice", 0.533993),  # 1/62 + 1/62
        ("train", 0.894427),
    ]


def test_a_query_without_a_vector_finds_posts_by_words_alone(posts, meanings):
    zug = Query("zug", ("zug",), None)

    assert found(posts, meanings, zug) == {"zug": [("foreign", None)]}
    assert found(posts, meanings, zug, FEES)[FEES.text][0] == ("fees", 1.0)
    assert found(posts, meanings, zug, least_similarity=-1.0) == {"zug": []}


def test_posts_that_are_less_similar_than_asked_are_left_out(posts, meanings):
    answers = found(posts, meanings, FEES, top=10, least_similarity=0.5)

    assert answers == {FEES.text: [("fees", 1.0), ("charge", 0.993884)]}


def test_without_posts_or_vectors_nothing_is_near(posts, meanings):
    assert found(posts.limit(0), meanings, FEES) == {FEES.text: []}
    assert found(posts, meanings.limit(0), FEES) == {FEES.text: [("fees", None)]}


def test_filters_keep_posts_by_language_author_word_and_clear_topic(frame):
    posts = frame(
        POSTS,
        post("a", "Acme's app", language="en-US", user_id="x"),
        post("b", "acmeology", language="de", user_id="y"),
        post("c", "ACME!", user_id="y"),
        post("unusable", "acme", is_usable=False),
        post("empty", None, text_hash=None),
    )
    topics = frame(
        POST_TOPICS,
        {"post_id": "a", "topic_id": 3, "is_clear": False},
        {"post_id": "b", "topic_id": 3, "is_clear": None},
        {"post_id": "c", "topic_id": 4, "is_clear": True},
    )

    def kept(**filters):
        rows = kept_posts(posts, topics, PostFilters(**filters)).collect()
        return "".join(sorted(row.post_id for row in rows))

    assert kept() == "abc"
    assert kept(languages=("EN", "fr")) == "a"
    assert kept(users=("y",)) == "bc"
    assert kept(words=("acme", "none")) == "ac"
    assert kept(topics=(3,)) == "b"
    assert kept(topics=(3, 4), words=("acme",)) == "c"
