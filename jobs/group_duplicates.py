"""Finds texts that are copies of each other, with small edits.

The spark-submit entry of the job; `voxlake.jobs.group_duplicates` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("group_duplicates")
