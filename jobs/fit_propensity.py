"""Fits how probable it is that users will do something, such as buy.

The spark-submit entry of the job; `voxlake.jobs.fit_propensity` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("fit_propensity")
