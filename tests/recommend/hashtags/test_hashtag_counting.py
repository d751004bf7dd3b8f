from datetime import date, datetime

import pytest

from voxlake.recommend.hashtags.counting import (
    hashtag_counts,
    hashtag_pairs,
    hashtag_rows,
    hashtag_texts,
    hashtag_uses,
    topic_posts,
)
from voxlake.recommend.hashtags.posts import hashtag_posts
from voxlake.recommend.hashtags.settings import HashtagTableSettings
from voxlake.tables import POST_EMOTION, POST_TOPICS, POSTS

DAY = date(2024, 3, 1)
SETTINGS = HashtagTableSettings(prior_posts=2)


@pytest.fixture
def posts(frame):
    """Posts by name: the author, the hashtags, and what else they say."""

    def make(**told):
        rows = []
        for place, (name, (user, tags, *more)) in enumerate(told.items()):
            key = {"post_id": name, "post_date": DAY, "posted_at": datetime(2024, 3, 1, 0, place)}
            plain = {"text": f"says {'a' * (place + 1)}", "text_hash": name, "is_usable": True}
            rows.append({**key, **plain, "user_id": user, "hashtags": tags, **dict(*more)})
        return frame(POSTS, *rows)

    return make


def counted(posts, most=15):
    rows = hashtag_posts(posts, most).collect()
    return {row.post_id: (row.author, row.hashtags) for row in rows}


def test_each_wording_counts_once_in_its_first_post_and_reposts_not_at_all(posts):
    found = counted(
        posts(
            first=("ann", ["tea"], {"text": "Tea #tea https://a.org"}),
            again=("ann", ["tea"], {"text": "tea #TEA"}),
            copied=("bob", ["tea"], {"text": "@ann tea #tea"}),
            other=("bob", ["tea"], {"text": "more #tea"}),
            repost=("cat", ["tea"], {"text": "so #tea", "is_repost": True}),
            unusable=("dan", ["tea"], {"text": "or #tea", "is_usable": False}),
            none=("eve", []),
            null=("eve", None),
        )
    )

    assert found == {"first": ("ann", ["tea"]), "other": ("bob", ["tea"])}


def test_hashtags_that_differ_in_case_or_form_of_letters_are_one(posts):
    tags = ["Caf\u00e9", "\uff23AFE\u0301", "tea", "#", "tea"]

    assert counted(posts(p=(None, tags))) == {"p": ("p", ["caf\u00e9", "tea"])}
    assert counted(posts(p=(None, tags)), most=1) == {"p": ("p", ["caf\u00e9"])}


def test_those_of_most_people_are_told_not_those_of_most_posts(posts):
    told = posts(
        a1=("ann", ["own"]), a2=("ann", ["own"]), a3=("ann", ["own"]),
        b=("bob", ["tea"]), c=("cat", ["tea"]),
    )  # fmt: skip
    uses = hashtag_uses(hashtag_posts(told, 15))

    assert [tuple(row) for row in hashtag_counts(uses, 10, 9).collect()] == [
        ("tea", 2, 2, 0.2),
        ("own", 1, 3, 0.3),
    ]
    assert [row.hashtag for row in hashtag_counts(uses, 10, 1).collect()] == ["tea"]


def rows(posts, topics, emotions, settings=SETTINGS):
    kept = hashtag_posts(posts, 15)
    uses = hashtag_uses(kept)
    counts = hashtag_counts(uses, 10, settings.max_hashtags)
    by_topic = topic_posts(posts, topics)
    found = hashtag_rows(counts, uses, by_topic, emotions, as_of=DAY, settings=settings)
    return {row.hashtag: row for row in found.collect()}


def test_topics_are_those_of_the_same_people_the_closest_first(posts, frame):
    told = posts(
        a=("ann", ["tea"]), b=("bob", ["tea"]), b2=("bob", ["tea"]), c=("cat", ["tea"]),
        d=("dan", []), e=("eve", ["cake"]),
    )  # fmt: skip
    of_topics = {"a": 7, "b": 7, "b2": 7, "c": 8, "d": 8, "e": 8}
    topics = frame(
        POST_TOPICS,
        *({"post_id": name, "topic_id": topic} for name, topic in of_topics.items() if name != "e"),
        {"post_id": "e", "topic_id": 8, "is_clear": False},
    )

    found = rows(told, topics, frame(POST_EMOTION))

    # Of tea 3 people; of topic 7 two, of 8 two (cat and dan).
    near, far = 2 / (3 * 2) ** 0.5, 1 / (3 * 2) ** 0.5
    assert [topic.topic_id for topic in found["tea"].topics] == [7, 8]
    assert [topic.closeness for topic in found["tea"].topics] == pytest.approx([near, far])
    assert found["cake"].topics == []
    one = rows(told, topics, frame(POST_EMOTION), SETTINGS.model_copy(update={"topics": 1}))
    assert [topic.topic_id for topic in one["tea"].topics] == [7]


def test_positivity_is_drawn_towards_that_of_all_posts(posts, frame):
    told = posts(a=("ann", ["tea"]), b=("bob", ["tea", "cake"]), c=("cat", ["unscored"]))
    joy = {"a": 0.8, "b": 0.6, "other": 0.1}
    key = {"post_date": DAY, "optimism": 0.0}
    emotions = frame(
        POST_EMOTION, *({"post_id": name, "joy": value, **key} for name, value in joy.items())
    )

    found = rows(told, frame(POST_TOPICS), emotions)

    assert found["tea"].positivity == pytest.approx((0.8 + 0.6 + 2 * 0.5) / 4)
    assert found["cake"].positivity == pytest.approx((0.6 + 2 * 0.5) / 3)
    assert found["cake"].uplift == pytest.approx((0.6 + 2 * 0.5) / 3 - 0.5)
    assert (found["unscored"].positivity, found["unscored"].uplift) == (0.5, 0)
    none = rows(told, frame(POST_TOPICS), frame(POST_EMOTION))["tea"]
    assert (none.positivity, none.uplift) == (None, None)


def test_pairs_have_the_cosine_of_their_posts_and_no_more_than_asked_for(posts):
    told = hashtag_posts(
        posts(
            a=("ann", ["tea", "cake"]),
            b=("bob", ["tea", "cake", "milk"]),
            c=("ann", ["tea"]),
            d=("dan", ["cake", "rare"]),
        ),
        15,
    )
    counts = hashtag_counts(hashtag_uses(told), 4, 3)  # without `rare`

    def pairs(**caps):
        settings = HashtagTableSettings(**caps)
        return {
            (row.hashtag, row.other_hashtag): (row["rank"], row.post_count, row.closeness)
            for row in hashtag_pairs(told, counts, DAY, settings).collect()
        }

    found = pairs()
    assert found["tea", "cake"] == (1, 2, pytest.approx(2 / 3))
    assert found["tea", "milk"] == (2, 1, pytest.approx(1 / 3**0.5, abs=2e-9))
    assert set(found) == {
        (one, other) for one in ("tea", "cake", "milk") for other in ("tea", "cake", "milk")
    } - {(one, one) for one in ("tea", "cake", "milk")}
    assert ("tea", "milk") not in pairs(pairs=1)


def test_the_latest_posts_with_a_text_are_kept(posts):
    told = posts(
        old=("ann", ["tea"], {"post_date": date(2024, 2, 1)}),
        new=("bob", ["tea"]),
        newer=("bob", ["cake"], {"post_date": date(2024, 3, 2)}),
        silent=("cat", ["tea"], {"post_date": date(2024, 3, 3), "text": None, "text_hash": None}),
    )
    kept = hashtag_texts(hashtag_posts(told, 15), DAY, 2).collect()

    assert {(row.as_of_date, row.post_id) for row in kept} == {(DAY, "new"), (DAY, "newer")}


def test_of_no_posts_nothing_is_told(posts, frame):
    assert counted(posts()) == {}
    assert rows(posts(), frame(POST_TOPICS), frame(POST_EMOTION)) == {}
