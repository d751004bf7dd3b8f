"""Lets the centres of the segments learn from the users of a day, without a refit.

The spark-submit entry of the job; `voxlake.jobs.learn_segments` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("learn_segments")
