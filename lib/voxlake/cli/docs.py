"""Writes the files that derive from the declared tables and jobs, or says which differ."""

from __future__ import annotations

from pathlib import Path

from voxlake.cli.api_page import api_page
from voxlake.core.yaml_texts import read_yaml
from voxlake.lake.sql import views_sql
from voxlake.pipeline import JOBS
from voxlake.tables import TABLES, Table
from voxlake.targets.databricks import bundle
from voxlake.targets.readme import with_jobs
from voxlake.targets.schedule import schedule
from voxlake.targets.wrappers import wrappers

_HEAD = """# Tables

Made from the declarations in `lib/voxlake/tables` by `make docs`; do not edit.

SQL users read the views, named as below; the tables behind them end in a version, `_v1`. Times are
UTC; days are those of [the lake's zone](operations.md#days). Snapshots, partitioned by
`as_of_date`, have a second view, `<name>_latest`, with the last day.

A column is *personal* where its values name a person, or a post, order or event of one, or hold
words that people wrote. The other columns of such a row tell what that person is like or did.
"""
_LAYERS = {
    "bronze": "What arrived, as it arrived",
    "silver": "Posts, people, orders: one current row per key",
    "gold": "What models and aggregates say, by ids of people and posts, with some of their words",
    "operations": "What ran, what came in, how good the models are",
}


def write(checkout: Path) -> None:
    """Write the files of a checkout, and remove the entries of jobs that are no more."""
    for path, text in _made(checkout).items():
        path.write_text(text)
    for path in _entries_of_no_job(checkout):
        path.unlink()


def outdated(checkout: Path) -> list[str]:
    """The files of a checkout that are not as tables and jobs say."""
    made = _made(checkout)
    differing = [p for p, text in made.items() if not p.is_file() or p.read_text() != text]
    return [str(path) for path in (*differing, *_entries_of_no_job(checkout))]


def _made(checkout: Path) -> dict[Path, str]:
    readme = checkout / "README.md"
    core = read_yaml((checkout / "conf" / "packages.yaml").read_text())["core"]
    lacking = [name for name in core["packages"] if not name.startswith("io.delta:")]
    return {
        checkout / "docs" / "tables.md": _tables_page(),
        checkout / "docs" / "api.md": api_page(),
        checkout / "docs" / "views.sql": views_sql(TABLES),
        checkout / "docs" / "jobs.json": schedule(JOBS),
        checkout / "databricks.yml": bundle(JOBS, lacking, core["exclusions"]),
        readme: with_jobs(readme.read_text(), JOBS),
        **{checkout / "jobs" / name: text for name, text in wrappers(JOBS).items()},
    }


def _entries_of_no_job(checkout: Path) -> list[Path]:
    return sorted(set((checkout / "jobs").glob("*.py")) - set(_made(checkout)))


def _tables_page() -> str:
    parts = [_HEAD]
    for layer, meaning in _LAYERS.items():
        parts.append(f"## {layer.capitalize()}: {meaning[0].lower()}{meaning[1:]}\n")
        parts += [_section(table) for table in TABLES if table.layer == layer]
    return "\n".join(parts)


def _section(table: Table) -> str:
    facts = f"Key: {', '.join(f'`{k}`' for k in table.keys)}."
    facts += f" Partitioned by `{table.partition}`." if table.partition else ""
    if table.last_by:
        facts += f" The table is only added to; the view has the last row by `{table.last_by}`."
    rows = [
        f"| `{c.name}` | {c.type} | {c.comment}{' *Personal.*' if c.is_personal else ''} |"
        for c in table.columns
    ]
    head = [f"### {table.view}\n", f"{table.comment} {facts}\n"]
    return "\n".join([*head, "| column | type | meaning |", "| --- | --- | --- |", *rows, ""])
