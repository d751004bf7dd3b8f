import pytest

from voxlake.tables import POST_TOPICS, TOPIC_NAMES, TOPICS
from voxlake.topics.called import Names
from voxlake.topics.shown import merged_topics, shown_topics, titles_of


@pytest.fixture(scope="module")
def names(frame):
    """Topics 1 and 4 are merged into 0, and 3 into 2; 2 and 4 are hidden."""
    merged = {0: 0, 1: 0, 2: 2, 3: 2, 4: 0}
    return frame(
        TOPIC_NAMES,
        *(
            {"topic_id": i, "shown_as": shown, "is_hidden": i in (2, 4), "name": f"name {i}"}
            for i, shown in merged.items()
        ),
    ).persist()


def test_a_post_has_the_topic_that_its_own_is_merged_into_and_none_that_is_hidden(frame, names):
    posts = [
        *({"post_id": f"p{topic}", "topic_id": topic, "is_clear": True} for topic in range(5)),
        {"post_id": "unnamed", "topic_id": 9},
        {"post_id": "unclear", "topic_id": 0, "is_clear": False},
    ]

    found = shown_topics(frame(POST_TOPICS, *posts), names).collect()

    assert {row["post_id"]: row["topic_id"] for row in found} == {"p0": 0, "p1": 0, "unnamed": 9}
    assert len(found) == 3


def test_merged_topics_are_merged_whether_they_are_hidden_or_not(frame, names):
    topics = frame("topic_id int, words string", *({"topic_id": i} for i in (0, 1, 2, 3, 4, 9)))

    found = merged_topics(topics, names)

    assert found.columns == ["topic_id", "words"]
    assert sorted(row["topic_id"] for row in found.collect()) == [0, 0, 0, 2, 2, 9]


def test_a_topic_is_told_by_the_name_of_the_one_it_is_shown_as_or_not_at_all(frame, names):
    topics = [
        {"topic_id": i, "title": title, "model_version": version}
        for i, title, version in (
            (0, "words", "2"), (9, "fee, card", "2"), (8, None, "2"), (7, "old", "1")
        )
    ]  # fmt: skip

    read = Names.read(names, titles_of(frame(TOPICS, *topics), "2"))

    assert read.told() == {0: "name 0", 1: "name 0", 9: "fee, card"}
    assert titles_of(frame(TOPICS, *topics), None) == {}
    assert (read.of(8), read.of(3), read.shown(3)) == ("Topic 8", "name 3", None)
