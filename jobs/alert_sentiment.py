"""Counts negative posts by brand and day, and finds days with more than usual.

The spark-submit entry of the job; `voxlake.jobs.alert_sentiment` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("alert_sentiment")
