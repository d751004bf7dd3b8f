"""Says what the posts by and about each user sound like, taken together.

The spark-submit entry of the job; `voxlake.jobs.build_user_mood` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("build_user_mood")
