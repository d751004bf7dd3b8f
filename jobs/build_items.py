"""Says which items and posts the same users want, and which items are bought together.

The spark-submit entry of the job; `voxlake.jobs.build_items` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("build_items")
