"""Says what models with labels of your own say of each post.

The spark-submit entry of the job; `voxlake.jobs.score_labels` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("score_labels")
