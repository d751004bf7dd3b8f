"""Counts who is active, who comes, stays, comes back and leaves, day by day.

The spark-submit entry of the job; `voxlake.jobs.build_growth` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("build_growth")
