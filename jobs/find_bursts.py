"""Finds bursts of topics: since when, how long, and the posts behind them.

The spark-submit entry of the job; `voxlake.jobs.find_bursts` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("find_bursts")
