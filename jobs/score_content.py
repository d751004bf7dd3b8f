"""Scores pages, texts and drafts, says what to change in them, and how search shows them.

The spark-submit entry of the job; `voxlake.jobs.score_content` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("score_content")
