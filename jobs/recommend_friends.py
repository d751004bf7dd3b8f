"""Says whom to meet, which big accounts to follow and which hashtags to use, and why.

The spark-submit entry of the job; `voxlake.jobs.recommend_friends` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("recommend_friends")
