"""Finds the brands, people and places that posts name, and what they say of each.

The spark-submit entry of the job; `voxlake.jobs.find_entities` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("find_entities")
