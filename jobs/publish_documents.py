"""Publishes a document for each user and topic to DynamoDB or Redis, changes alone.

The spark-submit entry of the job; `voxlake.jobs.publish_documents` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("publish_documents")
