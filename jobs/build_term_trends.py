"""Finds words, phrases and hashtags that rise and lead no topic.

The spark-submit entry of the job; `voxlake.jobs.build_term_trends` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("build_term_trends")
