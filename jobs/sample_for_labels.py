"""Chooses posts that people should label, and writes the sheet that they fill.

The spark-submit entry of the job; `voxlake.jobs.sample_for_labels` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("sample_for_labels")
