"""Says what each buyer was worth and is expected to be worth.

The spark-submit entry of the job; `voxlake.jobs.score_user_value` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("score_user_value")
