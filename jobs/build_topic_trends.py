"""Counts posts by topic, day, segment and language, and says how many are usual.

The spark-submit entry of the job; `voxlake.jobs.build_topic_trends` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("build_topic_trends")
