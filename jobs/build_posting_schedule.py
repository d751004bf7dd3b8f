"""Places items that are to be posted in the best slots of the weeks ahead.

The spark-submit entry of the job; `voxlake.jobs.build_posting_schedule` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("build_posting_schedule")
