"""Says which purchase each order and refund belongs to, in one currency.

The spark-submit entry of the job; `voxlake.jobs.build_purchases` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("build_purchases")
