"""What jobs on users call topics."""

from types import SimpleNamespace

from voxlake.jobs.common.topic_titles import titles_now
from voxlake.tables import TOPIC_NAMES, TOPICS


def test_users_are_told_of_topics_by_the_names_that_people_gave_and_not_of_hidden_ones(frame):
    tables = {
        TOPICS: frame(
            TOPICS,
            *({"topic_id": i, "title": f"title {i}", "model_version": "7"} for i in range(4)),
        ),
        TOPIC_NAMES: frame(
            TOPIC_NAMES,
            {"topic_id": 0, "name": "Card fees", "shown_as": 0, "is_hidden": False},
            {"topic_id": 1, "name": "Fees", "shown_as": 0, "is_hidden": False},
            {"topic_id": 2, "name": "Spam", "shown_as": 2, "is_hidden": True},
        ),
    }
    ctx = SimpleNamespace(
        lake=SimpleNamespace(read=tables.get),
        models=SimpleNamespace(version={"topics": "7"}.get),
    )

    assert titles_now(ctx) == {0: "Card fees", 1: "Card fees", 3: "title 3"}
