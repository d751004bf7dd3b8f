"""Keeps a frame that is used more than once from being computed, or planned, more than once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pyspark import StorageLevel
from pyspark.sql import DataFrame


@contextmanager
def persisted(rows: DataFrame) -> Iterator[DataFrame]:
    """The rows computed once, on the executors' disks, however often the block uses them."""
    kept = rows.persist(StorageLevel.DISK_ONLY)
    try:
        yield kept
    finally:
        kept.unpersist()


def cut_off(rows: DataFrame) -> DataFrame:
    """The rows computed now and kept on the executors, with a plan that begins with them.

    A kept frame's plan is still part of each query on it: one of thousands of steps, used in ten
    places, takes minutes to plan and none to compute. An executor that is lost takes its rows with
    it, and the job fails and is to be run again: for what is asked for by name, not for daily runs.
    """
    return rows.localCheckpoint()
