"""Says in which language each post is, and whether models read it.

The spark-submit entry of the job; `voxlake.jobs.detect_language` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("detect_language")
