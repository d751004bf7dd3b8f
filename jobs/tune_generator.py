"""Fits a T5-class model to approved drafts and to posts of own accounts.

The spark-submit entry of the job; `voxlake.jobs.tune_generator` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("tune_generator")
