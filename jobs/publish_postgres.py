"""Sends gold tables to PostgreSQL, for BI tools: the days that changed.

The spark-submit entry of the job; `voxlake.jobs.publish_postgres` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("publish_postgres")
