"""Makes images for drafts, in the size of each network: a card, or what a model draws.

The spark-submit entry of the job; `voxlake.jobs.generate_images` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("generate_images")
