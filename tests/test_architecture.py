"""The arrow of imports: each folder uses those before it; which subjects may use which others."""

import ast
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "lib" / "voxlake"
SUBJECTS = {
    "text": set(),
    "language": {"text"},
    "topics": {"text"},
    "entities": {"text", "language"},
    "search": {"text", "language"},
    "ingest": {"text", "language"},
    "people": {"text", "language"},
    "voice": {"people"},
    "sample": set(),
    "trends": {"text", "topics"},
    "marketing": {"text", "language", "topics", "people"},
    "recommend": {"text", "language", "topics", "people"},
    "report": {"language", "topics", "people", "warnings"},
    "warnings": {"text", "marketing", "voice"},
}
"""Subjects, and which others each may use."""
BELOW_SUBJECTS = ("core", "tables", "spark", "lake", "stores", "collect", "setup")
ABOVE_SUBJECTS = ("pipeline", "targets", "run", "serve", "jobs", "cli")
FOLDERS = (*BELOW_SUBJECTS, *SUBJECTS, *ABOVE_SUBJECTS)
OPEN_TO_SUBJECTS = (
    "tables",
    "core.addresses",
    "core.anscombe",
    "core.days",
    "core.errors",
    "core.formats",
    "core.formulas",
    "core.graphs",
    "core.sheets",
    "core.stability",
    "core.pictures",
    "core.redact",
    "core.retry_after",
    "core.usual",
    "core.yaml_texts",
    "spark.columns",
    "core.zones",
    "spark.bounded",
    "spark.frames",
    "spark.local_time",
    "spark.persisted",
    "spark.table_files",
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


def brought_in(path: Path) -> set[str]:
    """What a module imports as it is imported itself, whatever for."""
    names = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def file_of(name: str) -> Path:
    """The file of a module of the package."""
    plain = PACKAGE.parent / Path(*name.split("."))
    return plain / "__init__.py" if plain.is_dir() else plain.with_suffix(".py")


def docstring_of(path: Path) -> str | None:
    return ast.get_docstring(ast.parse(path.read_text()))


def modules(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (PACKAGE / folder).rglob("*.py"))


def name_of(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def foreign(folder: str, allowed: tuple[str, ...]) -> list[str]:
    """What modules of a folder import of voxlake beside what is allowed."""
    ours = tuple(f"voxlake.{name}." for name in (folder, *allowed))
    return [
        f"{name_of(path)} imports {name}"
        for path in modules(folder)
        for name in sorted(imports_of(path))
        if name.startswith("voxlake.") and not f"{name}.".startswith((*ours, "voxlake.__version__"))
    ]


def test_every_folder_has_its_place_in_the_arrow():
    assert {path.parent.name for path in PACKAGE.glob("*/__init__.py")} == set(FOLDERS)


def test_a_folder_uses_only_those_that_stand_before_it():
    found = {
        name: against
        for place, name in enumerate(FOLDERS)
        if name not in SUBJECTS and (against := foreign(name, FOLDERS[:place]))
    }

    assert not found


def test_a_subject_uses_only_the_subjects_that_it_may():
    found = {
        name: against
        for name, others in SUBJECTS.items()
        if (against := foreign(name, (*others, *OPEN_TO_SUBJECTS)))
    }

    assert not found


def test_a_subject_knows_no_platform():
    found = [
        f"{name_of(path)} imports {name}"
        for path in modules(*SUBJECTS)
        for name in sorted(imports_of(path))
        if name.split(".")[0] in PLATFORM_LIBRARIES
    ]

    assert not found


def test_core_knows_no_spark():
    found = [
        f"{name_of(path)} imports {name}"
        for path in modules("core")
        for name in sorted(imports_of(path))
        if name.split(".")[0] == "pyspark"
    ]

    assert not found


def test_what_says_that_it_imports_no_pyspark_imports_none_by_others_either():
    known = {path: brought_in(path) for path in PACKAGE.rglob("*.py")}
    saying = [
        path for path in known if "imports no pyspark" in (docstring_of(path) or "").split("\n")[0]
    ]
    found = []
    for path in saying:
        seen, left = set(), [path]
        while left:
            one = left.pop()
            names = known[one]
            if any(name.split(".")[0] == "pyspark" for name in names):
                found.append(f"{name_of(path)} by {name_of(one)}")
            inner = {file_of(name) for name in names} & known.keys()
            left += inner - seen
            seen |= inner

    assert len(saying) > 50
    assert not found


def test_only_models_talks_to_mlflow():
    users = {name_of(p) for p in PACKAGE.rglob("*.py") if "mlflow" in imports_of(p)}

    assert users == {"run/models.py"}


def test_all_pictures_draw_names_as_they_are():
    makers = {
        name_of(path)
        for path in PACKAGE.rglob("*.py")
        if imports_of(path) & {"matplotlib.figure.Figure", "matplotlib.pyplot"}
    }

    assert makers <= {"core/pictures.py", "run/models.py"}  # the latter names the type


def test_only_jobs_and_the_runner_import_jobs():
    users = {
        name_of(path)
        for path in PACKAGE.rglob("*.py")
        if any(name.startswith("voxlake.jobs") for name in imports_of(path))
    }

    assert users <= {name_of(path) for path in modules("jobs")}
