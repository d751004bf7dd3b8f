"""Says how much is said of each brand by day and topic, and how it is meant.

The spark-submit entry of the job; `voxlake.jobs.build_share_of_voice` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("build_share_of_voice")
