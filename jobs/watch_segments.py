"""Measures how far users have drifted from those that segments were fitted on.

The spark-submit entry of the job; `voxlake.jobs.watch_segments` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("watch_segments")
