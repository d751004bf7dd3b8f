"""Says how probable it is that each user will do something, such as buy.

The spark-submit entry of the job; `voxlake.jobs.score_propensity` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("score_propensity")
