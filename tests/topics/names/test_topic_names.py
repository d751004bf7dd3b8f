"""What topics are called."""

from __future__ import annotations

import pytest

from voxlake.tables import TOPICS
from voxlake.topics.names.edits import Edit
from voxlake.topics.names.naming import (
    KnownTopic,
    ids_of_guides,
    known_topics,
    name_rows,
    suggested_names,
)


def known(topic, title, guide=None, version="1"):
    return KnownTopic(topic, title, guide, version)


def test_a_topic_is_told_as_the_model_in_use_tells_it_and_else_as_the_last_that_had_it(frame):
    topics = frame(
        TOPICS,
        *[
            {"model_version": version, "topic_id": topic, "title": f"{topic} of {version}"}
            for version, topic in [("2", 0), ("9", 0), ("10", 0), ("9", 1), ("10", 1), ("2", 3)]
        ],
    )

    assert known_topics(topics, "9") == [
        known(0, "0 of 9", version="9"),
        known(1, "1 of 9", version="9"),
        known(3, "3 of 2", version="2"),
    ]
    assert known_topics(topics, "2")[1] == known(1, "1 of 10", version="10")


def test_a_guide_names_its_topic_and_topics_of_one_name_get_their_ids():
    topics = [known(0, "fee, card", "Card fees"), known(1, "loan"), known(2, "loan"), known(3, "")]

    assert suggested_names(topics) == {0: "Card fees", 1: "Loan (1)", 2: "Loan (2)", 3: "Topic 3"}


def test_a_name_of_a_person_goes_before_the_suggestion_which_is_kept():
    rows = name_rows(
        [known(0, "loan"), known(1, "card"), known(2, "fee")],
        {0: Edit(name="Lending"), 1: Edit(merged_into=0), 2: Edit(hidden=True)},
    )

    assert rows == [
        (0, "Lending", "Loan", True, 0, False, "1"),
        (1, "Card", "Card", False, 0, False, "1"),
        (2, "Fee", "Fee", False, 2, True, "1"),
    ]


@pytest.mark.parametrize("order", [1, -1])
def test_a_guide_goes_on_with_the_id_that_it_had_last(order):
    topics = [known(4, "", "fees", "2"), known(6, "", "fees", "10"), known(5, "", "gone", "9")]

    assert ids_of_guides(topics[::order], ["fees", "new"]) == {"fees": 6}
