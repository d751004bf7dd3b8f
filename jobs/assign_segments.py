"""Says which segment each user is in, and who moved to another.

The spark-submit entry of the job; `voxlake.jobs.assign_segments` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("assign_segments")
