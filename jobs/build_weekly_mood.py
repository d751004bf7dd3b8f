"""Says what users and segments sound like, week by week.

The spark-submit entry of the job; `voxlake.jobs.build_weekly_mood` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("build_weekly_mood")
