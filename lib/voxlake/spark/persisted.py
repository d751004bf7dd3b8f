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


def cut_off(rows: DataFrame, *, is_now: bool = True) -> DataFrame:
    """The rows kept on the executors, with a plan that begins with them.

    A kept frame's plan is still part of each query on it: one of thousands of steps, used in ten
    places, takes minutes to plan and none to compute. An executor that is lost takes its rows with
    it, and the job fails and is to be run again: for what is asked for by name or soon made anew,
    not for what a daily run takes long to compute.

    Args:
        rows: What to keep.
        is_now: Whether to compute them now, rather than by the first query on them.
    """
    return rows.localCheckpoint(eager=is_now)
