"""Says how published posts did by what they were made of, and rewards bandits for it.

The spark-submit entry of the job; `voxlake.jobs.learn_content` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("learn_content")
