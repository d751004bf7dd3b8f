"""Whether recent posts still fit the topics."""

from __future__ import annotations

import pytest

from voxlake.tables import POST_TOPICS
from voxlake.topics.names.settings import NameSettings
from voxlake.topics.names.watch import asks_for_refit, watch_figures

SETTINGS = NameSettings(unclear_gain=0.1, psi_limit=0.25)
FIGURES = {"posts": 300.0, "unclear_share": 0.2, "unclear_share_at_fit": 0.2, "size_psi": 0.1}


def assigned(frame, *counted):
    rows = [{"topic_id": t, "is_clear": clear} for t, clear, posts in counted for _ in range(posts)]
    return frame(POST_TOPICS, *rows)


def test_shares_and_sizes_are_held_against_those_of_the_fit(frame):
    rows = assigned(frame, (0, True, 4), (0, None, 2), (1, True, 2), (1, False, 2))

    figures = watch_figures(rows, {0: 0.675, 1: 0.225})

    assert figures == pytest.approx(
        {"posts": 10, "unclear_share": 0.2, "unclear_share_at_fit": 0.1, "size_psi": 0}
    )


def test_a_topic_that_nobody_writes_of_any_more_shifts_the_sizes(frame):
    figures = watch_figures(assigned(frame, (0, True, 20)), {0: 0.5, 1: 0.5})

    assert figures["size_psi"] > SETTINGS.psi_limit


def test_no_posts_give_no_figures_and_all_unclear_ones_no_error(frame):
    assert watch_figures(assigned(frame), {0: 1.0}) == {}
    assert watch_figures(assigned(frame, (0, False, 3)), {0: 1.0})["unclear_share"] == 1


@pytest.mark.parametrize(
    ("change", "asks"),
    [
        ({}, False),
        ({"unclear_share": 0.31}, True),
        ({"unclear_share": 0.29}, False),
        ({"size_psi": 0.25}, True),
        ({"size_psi": 0.25, "posts": 299.0}, False),
    ],
)
def test_a_refit_is_asked_for_at_the_levels_of_the_config_and_by_enough_posts(change, asks):
    assert asks_for_refit(FIGURES | change, SETTINGS) is asks


def test_no_posts_ask_for_nothing():
    assert not asks_for_refit({}, SETTINGS)
