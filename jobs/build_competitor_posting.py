"""Says how often, when and in which form accounts of brands post, and what that earns.

The spark-submit entry of the job; `voxlake.jobs.build_competitor_posting` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("build_competitor_posting")
