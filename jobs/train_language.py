"""Trains a model of language on labelled texts.

The spark-submit entry of the job; `voxlake.jobs.train_language` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("train_language")
