"""Reads sources into posts, users, follows, orders and events.

The spark-submit entry of the job; `voxlake.jobs.ingest` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("ingest")
