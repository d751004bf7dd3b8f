"""Shows how far Spark is: one bar for the job that runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from pyspark.sql import SparkSession
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

_POLL_SECONDS = 0.3


@contextmanager
def bar(spark: SparkSession, console: Console, name: str) -> Iterator[None]:
    """Show a bar of Spark's tasks while the block runs; nothing where nobody looks."""
    if not console.is_terminal:
        yield
        return
    columns = (TextColumn("{task.description:<20}"), BarColumn(), TimeElapsedColumn())
    with Progress(
        *columns, TextColumn("{task.fields[doing]}"), console=console, transient=True
    ) as p:
        task = p.add_task(name, total=None, doing="")
        stopped = threading.Event()
        watcher = threading.Thread(target=_watch, args=(spark, p, task, stopped), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            stopped.set()
            watcher.join()


def _watch(spark: SparkSession, progress: Progress, task: TaskID, stopped: threading.Event) -> None:
    tracker = spark.sparkContext.statusTracker()
    while not stopped.wait(_POLL_SECONDS):
        stages = [tracker.getStageInfo(i) for i in tracker.getActiveStageIds()]
        known = [stage for stage in stages if stage is not None]
        total = sum(stage.numTasks for stage in known)
        done = sum(stage.numCompletedTasks for stage in known)
        doing = f"{done}/{total} tasks" if total else ""
        progress.update(task, total=total or None, completed=done, doing=doing)
