"""Names topics, and says what each is like: size, feelings, authors, and posts to read.

The spark-submit entry of the job; `voxlake.jobs.profile_topics` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("profile_topics")
