"""Says what each campaign, channel and content type cost and brought.

The spark-submit entry of the job; `voxlake.jobs.build_campaign_results` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("build_campaign_results")
