"""Says which topics each post is about.

The spark-submit entry of the job; `voxlake.jobs.assign_topics` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("assign_topics")
