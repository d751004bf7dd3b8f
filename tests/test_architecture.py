"""The arrow of imports: runner -> jobs -> (platform, subjects) -> tables."""

import ast
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "lib" / "voxlake"
SUBJECTS = ("text", "ingest", "language", "topics", "people", "report", "sample")
OPEN_TO_SUBJECTS = (
    "core.days",
    "core.errors",
    "core.yaml_texts",
    "spark.bounded",
    "spark.frames",
    "spark.persisted",
)
PLATFORM_LIBRARIES = {"boto3", "botocore", "mlflow", "delta"}


@cache
def imports_of(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def modules(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (PACKAGE / folder).rglob("*.py"))


def name_of(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def test_a_subject_module_knows_no_platform():
    ours = tuple(f"voxlake.{open_to}" for open_to in ("tables", *SUBJECTS, *OPEN_TO_SUBJECTS))

    foreign = [
        f"{name_of(path)} imports {name}"
        for path in modules(*SUBJECTS)
        for name in sorted(imports_of(path))
        if name.split(".")[0] in PLATFORM_LIBRARIES
        or (
            name.startswith("voxlake.")
            and not f"{name}.".startswith(tuple(f"{our}." for our in ours))
        )
    ]

    assert not foreign


def test_tables_know_only_tables():
    foreign = [
        f"{name_of(path)} imports {name}"
        for path in modules("tables")
        for name in sorted(imports_of(path))
        if name.startswith("voxlake.") and not name.startswith("voxlake.tables")
    ]

    assert not foreign


def test_only_models_talks_to_mlflow():
    users = {name_of(p) for p in PACKAGE.rglob("*.py") if "mlflow" in imports_of(p)}

    assert users == {"run/models.py"}


def test_only_jobs_and_the_runner_import_jobs():
    users = {
        name_of(path)
        for path in PACKAGE.rglob("*.py")
        if any(name.startswith("voxlake.jobs") for name in imports_of(path))
    }

    assert users <= {name_of(path) for path in modules("jobs")}
