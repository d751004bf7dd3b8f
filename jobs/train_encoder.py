"""Trains one text encoder for all heads together; needs the extra `[train]`.

The spark-submit entry of the job; `voxlake.jobs.train_encoder` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("train_encoder")
