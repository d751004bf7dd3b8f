"""Says what the columns of the silver tables hold, month by month.

The spark-submit entry of the job; `voxlake.jobs.profile_tables` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("profile_tables")
