"""Reads sources into posts, users, orders, campaigns, experiments and their like.

The spark-submit entry of the job; `voxlake.jobs.ingest` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("ingest")
