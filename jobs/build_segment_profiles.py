"""Says what each segment is like: size, value, mood, hours, and what sets it apart.

The spark-submit entry of the job; `voxlake.jobs.build_segment_profiles` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("build_segment_profiles")
