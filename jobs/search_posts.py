"""Finds the posts that are nearest to words or sentences.

The spark-submit entry of the job; `voxlake.jobs.search_posts` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("search_posts")
