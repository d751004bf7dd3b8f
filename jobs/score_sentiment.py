"""Says how negative, neutral or positive each post is.

The spark-submit entry of the job; `voxlake.jobs.score_sentiment` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("score_sentiment")
