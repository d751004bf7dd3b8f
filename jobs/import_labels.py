"""Reads the labels that people gave, and says how far they agree.

The spark-submit entry of the job; `voxlake.jobs.import_labels` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("import_labels")
