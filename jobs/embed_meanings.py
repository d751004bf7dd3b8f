"""Turns each distinct text of a day into a vector that tells its subject.

The spark-submit entry of the job; `voxlake.jobs.embed_meanings` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("embed_meanings")
