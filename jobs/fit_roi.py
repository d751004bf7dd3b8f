"""Regresses revenue and conversion on spend, and predicts what planned campaigns bring.

The spark-submit entry of the job; `voxlake.jobs.fit_roi` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("fit_roi")
