"""Says how far users have come and what they bring.

The spark-submit entry of the job; `voxlake.jobs.build_revenue` does the work.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("build_revenue")
