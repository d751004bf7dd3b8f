"""Has a generator write drafts of posts, replies, captions and blog posts, and checks them.

The spark-submit entry of the job; `voxlake.jobs.generate_content` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("generate_content")
