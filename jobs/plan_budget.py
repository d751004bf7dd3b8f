"""Shares out the money of the weeks ahead so that it brings most, within bounds.

The spark-submit entry of the job; `voxlake.jobs.plan_budget` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("plan_budget")
