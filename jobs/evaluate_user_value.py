"""Says how well value fitted up to a day foretells the days after it.

The spark-submit entry of the job; `voxlake.jobs.evaluate_user_value` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("evaluate_user_value")
