"""Fetches public posts by the interfaces of networks and feeds, on from where it stopped.

The spark-submit entry of the job; `voxlake.jobs.collect_posts` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("collect_posts")
