"""Ranks posts by engagement, and against what their authors usually get by their age.

The spark-submit entry of the job; `voxlake.jobs.build_top_posts` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("build_top_posts")
