"""Says what posts of each hour of the week gain for each account, and how sure that is.

The spark-submit entry of the job; `voxlake.jobs.build_best_post_times` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("build_best_post_times")
