"""Fits the rule of moods to users whose mood is known.

The spark-submit entry of the job; `voxlake.jobs.tune_mood` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("tune_mood")
