"""Says how far users have come, from known to a third purchase, and what they bring.

The spark-submit entry of the job; `voxlake.jobs.build_revenue` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("build_revenue")
