"""Keeps what people decided of drafts, from a CSV file.

The spark-submit entry of the job; `voxlake.jobs.approve_drafts` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("approve_drafts")
