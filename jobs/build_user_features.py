"""Describes each user by posts, sentiment, topics, hours, purchases and what logs tell.

The spark-submit entry of the job; `voxlake.jobs.build_user_features` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("build_user_features")
