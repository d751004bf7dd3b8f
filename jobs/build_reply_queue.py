"""Lists posts that need an answer, the most urgent first, and the time to answers.

The spark-submit entry of the job; `voxlake.jobs.build_reply_queue` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("build_reply_queue")
