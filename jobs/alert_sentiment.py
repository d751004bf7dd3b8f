"""Finds days that are more negative than is usual for their weekday.

The spark-submit entry of the job; `voxlake.jobs.alert_sentiment` does the work.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("alert_sentiment")
