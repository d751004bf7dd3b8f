"""Ids of topics over refits."""

from __future__ import annotations

from voxlake.topics.names.guides import Start
from voxlake.topics.names.matching import Change
from voxlake.topics.names.naming import KnownTopic
from voxlake.topics.names.refit import Earlier, lasting_ids


def known(topic, version="2", guide=None):
    return KnownTopic(topic, "title", guide, version)


def test_in_a_first_fit_ids_are_places_and_guides_without_texts_come_last():
    lasting = lasting_ids(3, Start(("fees",), (), ("moon",)), None, 0.2)

    assert lasting.ids == {0: 0, 1: 1, 2: 2}
    assert lasting.guides == {0: "fees", 3: "moon"}
    assert lasting.lost == (3,)
    assert lasting.changes == [Change(topic, "new") for topic in range(4)]


def test_a_refit_keeps_ids_and_new_ones_come_after_all_that_ever_were():
    earlier = Earlier("2", [known(0), known(1), known(7, "1")], {(0, 1): 9, (1, 2): 9, (-1, 0): 5})

    lasting = lasting_ids(3, Start(), earlier, 0.2)

    assert lasting.ids == {1: 0, 2: 1, 0: 8}
    assert [(c.topic_id, c.change) for c in lasting.changes] == [
        (0, "kept"),
        (1, "kept"),
        (8, "new"),
    ]


def test_a_guide_that_no_text_speaks_for_keeps_its_id_until_some_do():
    topics = [known(0, guide="fees"), known(1), known(2, guide="moon")]
    pairs = {(0, 0): 9, (1, 1): 9}

    lost = lasting_ids(2, Start(("fees",), (), ("moon", "sun")), Earlier("2", topics, pairs), 0.2)
    back = Earlier("3", [known(0, "3", "fees"), known(1, "3"), known(2, "3", "moon")], pairs)
    again = lasting_ids(3, Start(("fees", "moon"), ()), back, 0.2)

    assert lost.guides == {0: "fees", 2: "moon", 3: "sun"}
    assert lost.lost == (2, 3)
    assert [(c.topic_id, c.change) for c in lost.changes] == [
        (0, "kept"),
        (1, "kept"),
        (2, "kept"),
        (3, "new"),
    ]
    assert again.guides == {0: "fees", 2: "moon"}


def test_a_new_guide_that_no_text_speaks_for_gets_an_id_after_those_of_new_topics():
    earlier = Earlier("2", [known(0)], {(0, 0): 9, (-1, 1): 9})

    lasting = lasting_ids(2, Start((), (), ("moon",)), earlier, 0.2)

    assert (lasting.ids, lasting.lost) == ({0: 0, 1: 1}, (2,))


def test_the_id_of_a_guide_that_left_the_config_goes_on_with_its_texts():
    earlier = Earlier("2", [known(0, guide="fees"), known(1)], {(0, 1): 9, (1, 0): 9})

    lasting = lasting_ids(2, Start(), earlier, 0.2)

    assert lasting.ids == {1: 0, 0: 1}
    assert lasting.guides == {}


def test_topics_of_a_model_that_cannot_be_read_any_more_vanish():
    lasting = lasting_ids(2, Start(), Earlier("2", [known(0), known(1)], {}), 0.2)

    assert lasting.ids == {0: 2, 1: 3}
    assert [(c.topic_id, c.change) for c in lasting.changes] == [
        (2, "new"),
        (3, "new"),
        (0, "vanished"),
        (1, "vanished"),
    ]
