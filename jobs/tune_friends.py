"""Chooses the weights of friends of friends by follows that are held out.

The spark-submit entry of the job; `voxlake.jobs.tune_friends` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("tune_friends")
