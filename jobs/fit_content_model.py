"""Fits factors of posts and items to what users liked, shared, answered, clicked, bought.

The spark-submit entry of the job; `voxlake.jobs.fit_content_model` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("fit_content_model")
