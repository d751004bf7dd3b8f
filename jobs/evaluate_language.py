"""Says how good a model of language is on labelled texts.

The spark-submit entry of the job; `voxlake.jobs.evaluate_language` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("evaluate_language")
