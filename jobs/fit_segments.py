"""Finds groups of users who are alike.

The spark-submit entry of the job; `voxlake.jobs.fit_segments` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("fit_segments")
