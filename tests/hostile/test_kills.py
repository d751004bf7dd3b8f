"""Killed at whatever moment, and run again: nothing is lost, nothing is doubled."""

from __future__ import annotations

import os
from pathlib import Path

import child
import pytest

pytestmark = pytest.mark.hostile

MOMENTS = 20


def file_count(folder: Path) -> int:
    """Files below a folder, which may go while they are counted."""
    return sum(len(files) for _, _, files in os.walk(folder))


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_a_run_that_is_killed_and_run_again_leaves_what_an_undisturbed_one_leaves(
    moment, delivery, undisturbed, assert_whole, tmp_path
):
    """The moments are those at which so many twentieths of its files are written."""
    lake = tmp_path / "lake"
    enough = 1 + file_count(undisturbed) * moment // MOMENTS
    child.kill_at(lambda: file_count(lake) >= enough, delivery.start(lake), delivery.log)

    assert delivery.take(lake) == 0, delivery.said()[-4000:]

    assert_whole(lake)
