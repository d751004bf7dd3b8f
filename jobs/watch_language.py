"""Measures week by week how far posts and models of language have drifted.

The spark-submit entry of the job; `voxlake.jobs.watch_language` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("watch_language")
