"""Fits how often people buy, how long they stay and what they spend.

The spark-submit entry of the job; `voxlake.jobs.fit_user_value` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("fit_user_value")
