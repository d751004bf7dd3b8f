"""Reads pages of the sites that the config names, as far as they allow it.

The spark-submit entry of the job; `voxlake.jobs.collect_pages` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("collect_pages")
