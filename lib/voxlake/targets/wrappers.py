"""Writes the entries of spark-submit, `jobs/<job>.py`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from voxlake.pipeline import Job

_WRAPPER = '''"""{summary}

The spark-submit entry of the job; `voxlake.jobs.{name}` does the work.
Made by `make docs`.
"""

from voxlake.cli import run_job

if __name__ == "__main__":
    run_job("{name}")
'''


def wrappers(jobs: Iterable[Job]) -> Mapping[str, str]:
    """The text of each job's entry, by the name of its file."""
    return {f"{j.name}.py": _WRAPPER.format(name=j.name, summary=j.summary) for j in jobs}
