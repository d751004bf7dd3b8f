"""Says which phrases moved the labels of some posts most.

The spark-submit entry of the job; `voxlake.jobs.explain_posts` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("explain_posts")
