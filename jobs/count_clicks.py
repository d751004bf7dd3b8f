"""Says how often recommendations are clicked on, place by place.

The spark-submit entry of the job; `voxlake.jobs.count_clicks` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("count_clicks")
