"""Gathers small files, removes old ones, and forgets old entries of the log of tables.

The spark-submit entry of the job; `voxlake.jobs.maintain` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("maintain")
