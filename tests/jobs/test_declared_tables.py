"""The tables that a job's code names are those that it declares: read without running it."""

import ast
from functools import cache
from pathlib import Path

from voxlake import tables
from voxlake.ingest.targets import TARGETS
from voxlake.pipeline import JOBS
from voxlake.report.reads import reads_of
from voxlake.report.summaries.reads import SUMMARY_READS
from voxlake.tables import JOB_RUNS, MODEL_METRICS, TABLES, Table

FOLDER = Path(__file__).resolve().parents[2] / "lib" / "voxlake" / "jobs"
COMMON = "voxlake.jobs.common."
NAMED = {name: value for name, value in vars(tables).items() if isinstance(value, Table)}
SEVERAL = {
    "TARGETS": {target.table for target in TARGETS.values()},
    "TABLES": {table for table in TABLES if table.layer == "gold"},
    "reads_of": {read.table for read in reads_of()},
    "SUMMARY_READS": {read.table for read in SUMMARY_READS},
}
"""Names in jobs that stand for more than one table."""


@cache
def definitions(path: Path) -> dict[str, ast.AST]:
    """What a module defines or imports at its top, by name."""
    found: dict[str, ast.AST] = {}
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id: node for target in targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name: node for alias in node.names}
    return found


def tables_behind(path: Path, name: str, seen: set[tuple[Path, str]]) -> set[Table]:
    """Tables that a name of a module leads to, through functions of the jobs."""
    node = definitions(path).get(name)
    if node is None or (path, name) in seen:
        return set()
    seen.add((path, name))
    if isinstance(node, ast.ImportFrom):
        if str(node.module).startswith(COMMON):
            other = FOLDER / "common" / f"{str(node.module).removeprefix(COMMON)}.py"
            return tables_behind(other, name, seen)
        return SEVERAL.get(name) or ({NAMED[name]} if name in NAMED else set())
    used = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} - {name}
    return {table for one in used for table in tables_behind(path, one, seen)}


def named_in(job) -> set[Table]:
    path = FOLDER / f"{job.name}.py"
    found = tables_behind(path, "run", set())
    promotes = any(
        isinstance(node, ast.Attribute) and node.attr == "promote"
        for node in ast.walk(ast.parse(path.read_text()))
    )
    return found | ({MODEL_METRICS} if promotes else set()) - {JOB_RUNS}


def declared(job) -> set[Table]:
    return {read.table for read in job.reads} | set(job.writes)


def test_a_job_declares_each_table_that_its_code_names():
    missing = {job.name: {t.view for t in named_in(job) - declared(job)} for job in JOBS}

    assert {name: views for name, views in missing.items() if views} == {}


def test_a_job_declares_no_table_that_its_code_never_names():
    stale = {job.name: {t.view for t in declared(job) - named_in(job)} for job in JOBS}

    assert {name: views for name, views in stale.items() if views} == {}
