"""Measures whether recent posts still fit the topics that were found.

The spark-submit entry of the job; `voxlake.jobs.watch_topics` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("watch_topics")
