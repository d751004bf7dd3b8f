"""Counts hashtags: who uses them, about what, how positive it is, and what goes with them.

The spark-submit entry of the job; `voxlake.jobs.build_hashtags` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("build_hashtags")
