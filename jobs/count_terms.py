"""Counts who says which words, and which words stand together, day by day.

The spark-submit entry of the job; `voxlake.jobs.count_terms` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("count_terms")
