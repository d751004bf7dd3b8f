"""Counts posts, orders, events and what posts received by local hour.

The spark-submit entry of the job; `voxlake.jobs.count_activity` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("count_activity")
