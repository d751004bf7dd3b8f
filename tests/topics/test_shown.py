from voxlake.tables import POST_TOPICS, TOPIC_NAMES
from voxlake.topics.shown import shown_topics


def test_a_post_has_the_topic_that_its_own_is_merged_into_and_none_that_is_hidden(frame):
    names = frame(
        TOPIC_NAMES,
        {"topic_id": 0, "shown_as": 0, "is_hidden": False},
        {"topic_id": 1, "shown_as": 0, "is_hidden": False},
        {"topic_id": 2, "shown_as": 2, "is_hidden": True},
        {"topic_id": 3, "shown_as": 2, "is_hidden": False},
        {"topic_id": 4, "shown_as": 0, "is_hidden": True},
    )
    posts = [
        *({"post_id": f"p{topic}", "topic_id": topic, "is_clear": True} for topic in range(5)),
        {"post_id": "unnamed", "topic_id": 9},
        {"post_id": "unclear", "topic_id": 0, "is_clear": False},
    ]

    found = shown_topics(frame(POST_TOPICS, *posts), names).collect()

    assert {row["post_id"]: row["topic_id"] for row in found} == {"p0": 0, "p1": 0, "unnamed": 9}
    assert len(found) == 3
