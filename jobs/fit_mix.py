"""Fits what each channel brought week by week, with carry-over and saturation.

The spark-submit entry of the job; `voxlake.jobs.fit_mix` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("fit_mix")
