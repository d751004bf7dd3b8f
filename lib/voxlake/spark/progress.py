"""Shows how far Spark is: one bar for the job that runs, or a line a minute."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pyspark.sql import SparkSession
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

_POLL_SECONDS = 0.3
_LINE_SECONDS = 60.0


@contextmanager
def bar(spark: SparkSession, console: Console, name: str) -> Iterator[None]:
    """Show a bar of Spark's tasks while the block runs; in a file, a line of them a minute."""
    if not console.is_terminal:

        def tell(done: int, total: int) -> None:
            if total:
                console.print(f"{name:<20} {done:,} of {total:,} tasks are done", soft_wrap=True)

        with _watched(spark, _LINE_SECONDS, tell):
            yield
        return
    columns = (TextColumn("{task.description:<20}"), BarColumn(), TimeElapsedColumn())
    with Progress(
        *columns, TextColumn("{task.fields[doing]}"), console=console, transient=True
    ) as p:
        task = p.add_task(name, total=None, doing="")

        def show(done: int, total: int) -> None:
            doing = f"{done}/{total} tasks" if total else ""
            p.update(task, total=total or None, completed=done, doing=doing)

        with _watched(spark, _POLL_SECONDS, show):
            yield


@contextmanager
def _watched(
    spark: SparkSession, seconds: float, show: Callable[[int, int], None]
) -> Iterator[None]:
    """Show the tasks of the stages that run, every so many seconds, while the block runs."""
    stopped = threading.Event()
    tracker = spark.sparkContext.statusTracker()

    def watch() -> None:
        while not stopped.wait(seconds):
            stages = [tracker.getStageInfo(i) for i in tracker.getActiveStageIds()]
            known = [stage for stage in stages if stage is not None]
            show(sum(s.numCompletedTasks for s in known), sum(s.numTasks for s in known))

    within = contextvars.copy_context()  # the log's fields: run, job and days
    watcher = threading.Thread(target=within.run, args=(watch,), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        stopped.set()
        watcher.join()
