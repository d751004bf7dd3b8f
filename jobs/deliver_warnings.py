"""Tells people of negative days, bursts and drops of share of voice, each once.

The spark-submit entry of the job; `voxlake.jobs.deliver_warnings` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("deliver_warnings")
