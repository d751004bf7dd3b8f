"""Says how much each segment does and receives in each hour of the week.

The spark-submit entry of the job; `voxlake.jobs.build_demand` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("build_demand")
