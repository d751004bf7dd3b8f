"""Says how well recommendations of a past day foretell what users did after it.

The spark-submit entry of the job; `voxlake.jobs.evaluate_recommendations` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("evaluate_recommendations")
