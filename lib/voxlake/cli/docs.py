"""Writes the pages that derive from the declared tables: docs/tables.md and docs/views.sql."""

from __future__ import annotations

from pathlib import Path

from voxlake.lake.sql import views_sql
from voxlake.tables import TABLES, Table

_HEAD = """# Tables

Made from the declarations in `lib/voxlake/tables` by `make docs`; do not edit.

SQL users read the views, named as below; the tables behind them end in a version, `_v1`. Times are
UTC. Snapshots, partitioned by `as_of_date`, have a second view, `<name>_latest`, with the last day.

A column is *personal* where its values name a person, or a post, order or event of one, or hold
words that people wrote. The other columns of such a row tell what that person is like or did.
"""
_LAYERS = {
    "bronze": "What arrived, as it arrived",
    "silver": "Posts, people, orders: one current row per key",
    "gold": "What models and aggregates say, by ids of people and posts, with some of their words",
    "operations": "What ran, what came in, how good the models are",
}


def write(folder: Path) -> None:
    """Write the pages."""
    for name, text in _pages().items():
        (folder / name).write_text(text)


def outdated(folder: Path) -> list[str]:
    """Names of the pages that are not as the tables say."""
    pages = {folder / name: text for name, text in _pages().items()}
    return [str(p) for p, text in pages.items() if not p.is_file() or p.read_text() != text]


def _pages() -> dict[str, str]:
    return {"tables.md": _tables_page(), "views.sql": views_sql(TABLES)}


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
