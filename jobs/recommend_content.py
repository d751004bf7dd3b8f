"""Says which posts and items to show to each user, in which order and why.

The spark-submit entry of the job; `voxlake.jobs.recommend_content` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("recommend_content")
