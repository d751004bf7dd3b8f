"""Writes the users of an audience to files for ad and CRM tools.

The spark-submit entry of the job; `voxlake.jobs.export_audience` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("export_audience")
