"""Writes the Databricks bundle, `databricks.yml`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from voxlake.pipeline import Job

_HEAD = """\
# A Databricks bundle: `databricks bundle deploy`, then `databricks bundle run voxlake`.
# Not yet run on Databricks. Made by `make docs`: one wheel task for each job of voxlake.pipeline,
# one at a time and in its order. Delta and the S3 connector are the platform's own; put your places
# in conf/prod.yaml.
bundle:
  name: voxlake

variables:
  node_type_id:
    description: Machine type of the driver and the workers.
    default: m6i.2xlarge
  workers:
    description: Number of workers.
    default: 2

sync:
  paths: [conf]

artifacts:
  voxlake:
    type: whl
    path: .
    build: make wheel

resources:
  jobs:
    voxlake:
      name: voxlake
      max_concurrent_runs: 1
      job_clusters:
        - job_cluster_key: shared
          new_cluster:
            spark_version: 15.4.x-scala2.12
            node_type_id: ${var.node_type_id}
            num_workers: ${var.workers}
            data_security_mode: SINGLE_USER
            spark_conf:
              spark.sql.session.timeZone: UTC
              spark.jsl.settings.onnx.intraOpNumThreads: "1"
      tasks:
"""
_TASK = """\
        - task_key: {name}
{after}          job_cluster_key: shared
          python_wheel_task:
            package_name: voxlake
            entry_point: voxlake
            parameters: {parameters}
          libraries: {libraries}
"""
_PARAMETERS = '[run, --jobs, {name}, --env, prod, --conf-dir, "${{workspace.file_path}}/conf"]'


def bundle(jobs: Sequence[Job], packages: Sequence[str], exclusions: Sequence[str]) -> str:
    """The bundle: a task for each job that a run without names does, one after the other.

    Args:
        jobs: All jobs, in order.
        packages: Coordinates of the jars that the platform lacks.
        exclusions: What the first of them, Spark NLP, would bring in vain.
    """
    ran = [job.name for job in jobs if not job.on_request]
    tasks = [
        _task(name, before, _libraries(packages, exclusions) if before is None else "*libraries")
        for before, name in pairwise([None, *ran])
        if name is not None
    ]
    return _HEAD + "".join(tasks)


def _task(name: str, before: str | None, libraries: str) -> str:
    after = f"          depends_on: [{{task_key: {before}}}]\n" if before else ""
    parameters = _PARAMETERS.format(name=name)
    return _TASK.format(name=name, after=after, parameters=parameters, libraries=libraries)


def _libraries(packages: Sequence[str], exclusions: Sequence[str]) -> str:
    """The wheel and the jars, under a name that later tasks use."""
    first, *others = packages
    lines = ["&libraries", "- whl: dist/*.whl", "- maven:", f"    coordinates: {first}"]
    lines += ["    exclusions:", *(f"      - {name}" for name in exclusions)]
    for package in others:
        lines += ["- maven:", f"    coordinates: {package}"]
    return "\n            ".join(lines)
