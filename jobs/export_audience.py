"""Writes the users of an audience to files for other tools.

The spark-submit entry of the job; `voxlake.jobs.export_audience` does the work.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("export_audience")
