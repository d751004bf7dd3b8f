"""The daemon that forks Spark's Python workers: they leave Spark's own archives alone.

Spark puts pyspark.zip and the jar of its core on the path of its workers, and has them forget what
they know of the path before each task. From Python 3.10 on an archive's list of contents is then
read anew: 0.15 s a task, which is more than most tasks of ours take. Where pyspark is installed
nothing is imported from these archives.
"""

from __future__ import annotations

import gc
import sys
from zipimport import zipimporter


def leave_archives() -> None:
    """Take archives off the path of this process and of those it forks."""
    finders = sys.path_importer_cache
    archives = {place for place, finder in finders.items() if isinstance(finder, zipimporter)}
    sys.path[:] = [place for place in sys.path if place not in archives]
    for place in archives:
        del finders[place]


if __name__ == "__main__":
    leave_archives()
    from pyspark import daemon

    gc.freeze()  # workers collect garbage after each task: not what they were forked with
    daemon.manager()  # type: ignore[no-untyped-call]
