"""Says of each arm of each experiment whether it is better than the control.

The spark-submit entry of the job; `voxlake.jobs.evaluate_experiment` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("evaluate_experiment")
