"""Draws the report from gold tables: the week, topics, users, value, marketing.

The spark-submit entry of the job; `voxlake.jobs.build_report` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("build_report")
