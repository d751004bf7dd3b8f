"""Says which emotions each post expresses.

The spark-submit entry of the job; `voxlake.jobs.score_emotion` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("score_emotion")
