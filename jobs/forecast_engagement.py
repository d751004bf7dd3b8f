"""Forecasts posts, reach and engagement by account, topic and segment, four weeks ahead.

The spark-submit entry of the job; `voxlake.jobs.forecast_engagement` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("forecast_engagement")
