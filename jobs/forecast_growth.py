"""Forecasts users, orders and revenue of each segment, four weeks ahead.

The spark-submit entry of the job; `voxlake.jobs.forecast_growth` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("forecast_growth")
