"""Chooses an arm for each user by what bandits have learnt.

The spark-submit entry of the job; `voxlake.jobs.choose_arms` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("choose_arms")
