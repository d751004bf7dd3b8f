"""Sends what people approved and what is due, each once.

The spark-submit entry of the job; `voxlake.jobs.publish_posts` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("publish_posts")
