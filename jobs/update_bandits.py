"""Lets bandits learn of the outcomes of their choices.

The spark-submit entry of the job; `voxlake.jobs.update_bandits` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("update_bandits")
