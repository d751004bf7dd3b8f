"""Says what other ways to choose arms would have brought, from logged choices.

The spark-submit entry of the job; `voxlake.jobs.evaluate_policy` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("evaluate_policy")
