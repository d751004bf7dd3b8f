"""Writes the summary of the last whole week and month for each role, and sends it.

The spark-submit entry of the job; `voxlake.jobs.write_summary` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("write_summary")
