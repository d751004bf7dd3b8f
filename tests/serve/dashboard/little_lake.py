"""A lake with a few rows of every table that the dashboard shows."""

from __future__ import annotations

from pathlib import Path

from arrow_lakes import write
from little_bought import ahead, growth, value
from little_run import offers, runs, spend
from little_said import brands, people, posts, topics

PARTS = (posts, brands, topics, people, value, growth, ahead, offers, spend, runs)


def fill(folder: Path) -> None:
    """Write the lake into a folder."""
    for part in PARTS:
        for table, rows in part():
            write(folder, table, *rows)
