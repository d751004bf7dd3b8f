import pytest

from voxlake.recommend.hashtags.of_users import BY_BOTH, BY_HASHTAG, BY_TOPIC, of_users
from voxlake.recommend.hashtags.settings import HashtagSettings
from voxlake.tables import HASHTAG_PAIRS, HASHTAGS

PEOPLE = (
    "user_id string, language string, top_topics array<int>, top_hashtags array<string>, "
    "positivity double"
)
SETTINGS = HashtagSettings()


@pytest.fixture
def people(frame):
    def make(**users):
        rows = [{"user_id": name, **told} for name, told in users.items()]
        return frame(PEOPLE, *rows)

    return make


@pytest.fixture
def hashtags(frame):
    """Each a positivity and its topics; all posts together have 0.3."""

    def make(**tags):
        rows = [
            {
                "hashtag": name,
                "author_count": 2 if name == "rare" else 3,
                "languages": languages,
                "topics": [{"topic_id": topic, "closeness": near} for topic, near in topics],
                "positivity": positivity,
                "uplift": None if positivity is None else positivity - 0.3,
            }
            for name, (positivity, languages, topics) in tags.items()
        ]
        return frame(HASHTAGS, *rows)

    return make


@pytest.fixture
def pairs(frame):
    def make(*told):
        return frame(
            HASHTAG_PAIRS,
            *(
                {"hashtag": one, "other_hashtag": other, "rank": rank, "closeness": near}
                for one, other, rank, near in told
            ),
        )

    return make


def offered(found):
    rows = sorted(found.collect(), key=lambda row: (row.user_id, -row.score, row.item))
    told = {}
    for row in rows:
        told.setdefault(row.user_id, {})[row.item] = (row.score, row.reason)
    return told


def test_hashtags_near_a_users_topics_and_hashtags_add_up(people, hashtags, pairs):
    users = people(
        me={"top_topics": [1, 2, 2], "top_hashtags": ["Own"], "positivity": 0.2},
        plain={"top_topics": [2], "positivity": 0.2},
    )
    tags = hashtags(
        one=(0.5, ["en"], [(1, 0.4), (2, 0.1)]),
        two=(0.5, ["en"], [(2, 0.3)]),
        three=(0.5, ["en"], []),
        own=(0.5, ["en"], [(1, 0.9)]),
        rare=(0.5, ["en"], [(1, 0.9)]),  # of two people
    )
    beside = pairs(("own", "two", 1, 0.25), ("own", "three", 2, 0.2), ("own", "new", 3, 0.2))
    weights = HashtagSettings(topics_weight=1, hashtags_weight=2)

    found = offered(of_users(users, tags, beside, weights, 10))

    assert found == {
        "me": {
            "two": (0.8, BY_BOTH),  # 0.3 + 2 * 0.25
            "one": (0.5, BY_TOPIC),  # 0.4 + 0.1
            "three": (0.4, BY_HASHTAG),  # 2 * 0.2; of `new` nothing is known, and `own` is used
        },
        "plain": {"two": (0.3, BY_TOPIC), "one": (0.1, BY_TOPIC)},
    }
    assert list(found["me"]) == ["two", "one", "three"]


def test_only_hashtags_above_a_users_own_positivity_are_offered(people, hashtags, pairs):
    user = {"top_topics": [1]}
    users = people(
        low={**user, "positivity": 0.1},
        same={**user, "positivity": 0.4},
        high={**user, "positivity": 0.9},
        unknown=user,
        broken={**user, "positivity": float("nan")},
    )
    tags = hashtags(
        sad=(0.2, ["en"], [(1, 0.5)]),
        fair=(0.4, ["en"], [(1, 0.5)]),
        glad=(0.6, ["en"], [(1, 0.5)]),
        unscored=(None, ["en"], [(1, 0.5)]),
    )

    found = offered(of_users(users, tags, pairs(), SETTINGS, 10))

    assert {user: [*tags] for user, tags in found.items()} == {
        "low": ["fair", "glad", "sad"],
        "same": ["glad"],
        "unknown": ["fair", "glad"],  # above the 0.3 of all posts
        "broken": ["fair", "glad"],
    }


def test_a_users_language_is_that_of_the_hashtags_whatever_region_it_names(people, hashtags, pairs):
    user = {"top_topics": [1], "positivity": 0.1}
    users = people(de={**user, "language": "DE-at"}, any=user)
    tags = hashtags(ja=(0.5, ["de", "en"], [(1, 0.5)]), yes=(0.5, ["en"], [(1, 0.4)]))

    found = offered(of_users(users, tags, pairs(), SETTINGS, 10))

    assert {user: [*tags] for user, tags in found.items()} == {"de": ["ja"], "any": ["ja", "yes"]}


def test_hashtags_that_differ_in_case_or_form_of_letters_are_one(people, hashtags, pairs):
    users = people(me={"top_hashtags": ["\uff23AF\u00c9", "#caf\u00e9"], "positivity": 0.1})
    tags = hashtags(**{"caf\u00e9": (0.5, ["en"], [(1, 0.5)]), "tea": (0.5, ["en"], [])})
    beside = pairs(("caf\u00e9", "tea", 1, 0.25), ("tea", "caf\u00e9", 1, 0.25))

    found = offered(of_users(users, tags, beside, SETTINGS, 10))

    assert found == {"me": {"tea": (0.25, BY_HASHTAG)}}


def test_caps_bound_what_is_looked_at_and_what_is_offered(people, hashtags, pairs):
    users = people(me={"top_topics": [1], "top_hashtags": ["a", "b"], "positivity": 0.1})
    tags = hashtags(**{f"t{n}": (0.5, ["en"], [(1, 0.9 - n / 10)]) for n in range(4)})
    beside = pairs(("a", "t2", 1, 0.15), ("a", "t3", 2, 0.1), ("b", "t3", 1, 0.1))

    def items(most=10, **caps):
        return [*offered(of_users(users, tags, beside, HashtagSettings(**caps), most))["me"]]

    assert items() == ["t0", "t2", "t1", "t3"]
    assert items(most=1) == ["t0"]
    assert items(per_topic=1) == ["t0", "t3", "t2"]
    assert items(per_topic=1, per_hashtag=1, own=1) == ["t0", "t2"]


def test_of_nobody_and_of_nothing_there_is_nothing(people, hashtags, pairs):
    silent = people(me={"positivity": 0.1})
    tags = hashtags(one=(0.5, ["en"], [(1, 0.4)]))

    assert of_users(silent, tags, pairs(), SETTINGS, 10).collect() == []
    assert of_users(people(), tags, pairs(), SETTINGS, 10).collect() == []
    known = people(me={"top_topics": [1], "top_hashtags": ["one"], "positivity": 0.1})
    assert of_users(known, hashtags(), pairs(), SETTINGS, 10).collect() == []
