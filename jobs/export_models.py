"""Writes the models in use as ONNX files with a card each.

The spark-submit entry of the job; `voxlake.jobs.export_models` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("export_models")
